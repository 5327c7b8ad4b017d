/** What people type into a search box, as an FTS5 query that is never a syntax error. Source: https://www.sqlite.org/fts5.html §3. */

/** FTS5 nests one level a term and refuses deep expressions. */
const MAX_TERMS = 32;

/** A phrase in quotes (an unclosed one runs to the end), or a word; each may end in `*`. */
const TERM = /"([^"]*)"?(\*?)|([^\s"]+)/gu;

export type MatchQueryOptions = {
  /** Takes the last word for the beginning of one, because it is still being typed. Default true. */
  lastIsPrefix?: boolean;
};

/**
 * All words and phrases of the text must be found; `appoi*` finds words that begin so.
 * @returns undefined when there is nothing in it to search for (no letter and no digit)
 */
export function matchQuery(text: string, { lastIsPrefix = true }: MatchQueryOptions = {}): string | undefined {
  const terms: { words: string; prefix: boolean; quoted: boolean }[] = [];
  for (const [, phrase, phraseStar, word] of text.matchAll(TERM)) {
    const words = searchable(phrase ?? word ?? '');
    if (words) terms.push({ words, prefix: phraseStar === '*' || (word?.endsWith('*') ?? false), quoted: phrase !== undefined });
    if (terms.length === MAX_TERMS) break;
  }
  const last = terms.at(-1);
  if (last && lastIsPrefix && !last.quoted && !/\s$/u.test(text)) last.prefix = true;
  if (!last) return undefined;
  return terms.map(({ words, prefix }) => `"${words}"${prefix ? '*' : ''}`).join(' ');
}

/** Only what the tokenizer keeps: letters, digits and marks, with single spaces between. */
function searchable(words: string): string {
  return words
    .replaceAll(/[^\p{L}\p{N}\p{M}\p{Co}]+/gu, ' ')
    .trim()
    .replace(/^\p{M}+$/u, '');
}
