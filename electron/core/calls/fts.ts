/** What people type into a search box, as a query of SQLite's FTS5. Source: sqlite.org/fts5.html §3. */

/**
 * Words are all wanted, in any order; `"a phrase"` stands together; `word*` and the last word that is still being typed match as beginnings.
 * Every piece is quoted, so nothing that is typed can be an operator.
 * @returns undefined when no letter or digit was typed.
 */
export function matchExpression(typed: string): string | undefined {
  const pieces = Array.from(typed.matchAll(/"([^"]*)"?|([^\s"]+)/g), (match) => {
    const phrase = match[1];
    const word = match[2] ?? '';
    const text = phrase ?? word.replace(/\*+$/, '');
    const ends = (match.index ?? 0) + match[0].length === typed.length;
    return { text, prefix: phrase === undefined && (word.endsWith('*') || (ends && [...text].length >= 2)) };
  }).filter((piece) => /[\p{L}\p{N}]/u.test(piece.text));
  if (pieces.length === 0) return undefined;
  return pieces.map(({ text, prefix }) => `"${text.replaceAll('"', '""').replaceAll('\0', ' ')}"${prefix ? ' *' : ''}`).join(' AND ');
}
