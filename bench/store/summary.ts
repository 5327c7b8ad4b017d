export type Summary = { p50_ms: number; p95_ms: number; max_ms: number };

/** Of measured times, in milliseconds with two decimals. */
export function summary(times: readonly number[]): Summary {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100) / 100;
  return { p50_ms: at(0.5), p95_ms: at(0.95), max_ms: at(1) };
}
