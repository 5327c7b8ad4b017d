const LONGEST = 80;
const ENDING = / \(copy(?: \d+)?\)$/;

/**
 * What a copy is called: “Renewal (copy)”, and “Renewal (copy 2)” when there is one already, also for the copy of a copy.
 * @param taken names that are in use @returns at most 80 characters
 */
export function nameOfCopy(name: string, taken: ReadonlySet<string>): string {
  const base = name.replace(ENDING, '');
  for (let n = 1; ; n++) {
    const ending = n === 1 ? ' (copy)' : ` (copy ${n})`;
    const called = `${base.slice(0, LONGEST - ending.length).trimEnd()}${ending}`;
    if (!taken.has(called)) return called;
  }
}
