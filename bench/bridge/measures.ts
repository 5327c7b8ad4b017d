/** What one run measures. Both sides of the bridge under test write here; they share a process, so one clock serves all. */
export type Measures = {
  /** Samples count only of what began between these moments. */
  since: number;
  until: number;
  /** Frame sent by the leg → append seen by the model. */
  inbound: number[];
  /** First audio of a response sent by the model → first of it at the leg. */
  outbound: number[];
  /** speech_started → clear. */
  clear: number[];
  /** |audio_end_ms − what the leg had truly played|. */
  truncation: number[];
  framesIn: { sent: number; seen: number };
  framesOut: { made: number; seen: number };
  underruns: number;
  underrunMs: number;
  modelErrors: string[];
};

export function newMeasures(): Measures {
  return {
    since: Number.POSITIVE_INFINITY,
    until: Number.POSITIVE_INFINITY,
    inbound: [],
    outbound: [],
    clear: [],
    truncation: [],
    framesIn: { sent: 0, seen: 0 },
    framesOut: { made: 0, seen: 0 },
    underruns: 0,
    underrunMs: 0,
    modelErrors: [],
  };
}

export function counts({ since, until }: Measures, at: number): boolean {
  return at >= since && at < until;
}

export function percentile(samples: number[], share: number): number {
  if (samples.length === 0) return Number.NaN;
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(values: number[]): number {
  return percentile(values, 0.5);
}
