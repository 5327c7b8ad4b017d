/** What a session's program is called by people: its browser and system, as far as it says. */

const BROWSERS: readonly [RegExp, string][] = [
  [/Electron\//, 'Trunkline'],
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

const SYSTEMS: readonly [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux/, 'Linux'],
];

const LONGEST = 40;

const nameIn = (table: readonly [RegExp, string][], text: string) => table.find(([pattern]) => pattern.test(text))?.[1];

/** Such as `Chrome, Linux`; a program that names no browser is called as it calls itself, undefined when it says nothing. */
export function deviceName(userAgent: string): string | undefined {
  const browser = nameIn(BROWSERS, userAgent);
  if (!browser) return userAgent.trim().slice(0, LONGEST) || undefined;
  return [browser, nameIn(SYSTEMS, userAgent)].filter(Boolean).join(', ');
}
