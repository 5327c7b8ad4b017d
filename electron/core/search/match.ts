/** What people type into a search box, as a query of SQLite's FTS5 that is never a syntax error. Source: sqlite.org/fts5.html §3. */

/** FTS5 refuses deep expressions. */
const MAX_TERMS = 32;

/** One word or phrase, with single spaces between its words; `prefix`: its last word is the beginning of one. */
export type Term = { words: string; prefix: boolean };

/**
 * The terms of pieces that were typed one beside the other; a piece of several words is a phrase, `word*` a beginning. Pieces without a letter or a
 * digit are left out.
 */
export function termsOf(pieces: readonly string[]): Term[] {
  return pieces
    .map((piece) => ({ words: searchable(piece), prefix: piece.trimEnd().endsWith('*') }))
    .filter((term) => term.words !== '')
    .slice(0, MAX_TERMS);
}

/** The same terms, the last one taken for a word that is still being typed. */
export function stillTyped(terms: readonly Term[]): Term[] {
  return terms.map((term, index) => (index === terms.length - 1 ? { ...term, prefix: true } : term));
}

/** What stands beside the words in the index: marks of the row, all of which must be there; a list is a choice. */
export type Marks = readonly (string | readonly string[])[];

/**
 * All terms must stand in the columns, and all marks beside them.
 * @param columns of the full-text table, without the one of the marks
 */
export function matchExpression(columns: readonly string[], terms: readonly Term[], marks: Marks): string {
  const words = terms.map(({ words: text, prefix }) => `{${columns.join(' ')}} : "${text}"${prefix ? ' *' : ''}`);
  const narrowed = marks.map((mark) => (typeof mark === 'string' ? `marks : ${mark}` : `marks : (${mark.join(' OR ')})`));
  return [...words, ...narrowed].join(' AND ');
}

const hex = (text: string) => Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Marks as the index keeps them: a letter for the kind, then the id in hexadecimal digits. */
export const mark = {
  organization: (id: string) => `o${hex(id)}`,
  call: (id: string) => `c${hex(id)}`,
  scenario: (id: string) => `s${hex(id)}`,
  direction: (direction: string) => `d${hex(direction)}`,
  speaker: (speaker: 'customer' | 'agent') => (speaker === 'customer' ? 'k0' : 'k1'),
};

/** Only what the tokenizer keeps: letters, digits and marks, with single spaces between. */
function searchable(words: string): string {
  return words
    .replaceAll(/[^\p{L}\p{N}\p{M}\p{Co}]+/gu, ' ')
    .trim()
    .replace(/^\p{M}+$/u, '');
}
