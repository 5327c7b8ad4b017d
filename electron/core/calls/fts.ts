/** What people type into a search box, as a query of SQLite's FTS5 that is never a syntax error. Source: sqlite.org/fts5.html §3. */

/** FTS5 refuses deep expressions. */
const MAX_PIECES = 32;

/**
 * All words are wanted, in any order; `"a phrase"` stands together; `word*` matches beginnings.
 * @param lastIsPrefix takes the last word for one that is still being typed.
 * @returns undefined when no letter or digit was typed.
 */
export function matchExpression(typed: string, lastIsPrefix = true): string | undefined {
  const pieces: string[] = [];
  for (const match of typed.matchAll(/"([^"]*)"?(\*?)|([^\s"]+)/g)) {
    const [whole, phrase, star, word = ''] = match;
    const text = (phrase ?? word)
      .replace(/[^\p{L}\p{N}\p{M}\p{Co}]+/gu, ' ')
      .trim()
      .replace(/^\p{M}+$/u, '');
    const stillTyped = lastIsPrefix && phrase === undefined && match.index + whole.length === typed.length;
    if (text) pieces.push(`"${text}"${star === '*' || word.endsWith('*') || stillTyped ? '*' : ''}`);
    if (pieces.length === MAX_PIECES) break;
  }
  return pieces.length > 0 ? pieces.join(' ') : undefined;
}
