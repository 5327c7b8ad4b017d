/** Waits for a condition, looking again and again. @throws what the condition throws, or when it does not hold in time. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${timeoutMs} ms were not enough until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
