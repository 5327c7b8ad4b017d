/** Words as they are written and as they are said. */

const MONEY = /\$(\d[\d,]*)(?:\.(\d{2}))?/g;
const PHONE = /\+?\d[\d-]{6,}\d/g;
const SPEAKABLE = /[\p{L}\p{N}]/u;

/** The written words of a text. A sign that is no word by itself (a dash, an ellipsis) stays with the word before it. */
export function writtenWords(text: string): string[] {
  const words: string[] = [];
  for (const token of text.split(/\s+/).filter(Boolean)) {
    if (SPEAKABLE.test(token) || words.length === 0) words.push(token);
    else words.push(`${words.pop() ?? ''} ${token}`);
  }
  return words;
}

/** What a synthesiser must be told so that it says a text as a person would read it: amounts as dollars and cents, numbers of telephones digit by digit. */
export function spokenForm(text: string): string {
  return text
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[“”]/g, '"')
    .replaceAll(MONEY, (_, whole: string, cents: string | undefined) => {
      const dollars = whole.replaceAll(',', '');
      const money = `${dollars} ${dollars === '1' ? 'dollar' : 'dollars'}`;
      return cents && cents !== '00' ? `${money} and ${Number(cents)} cents` : money;
    })
    .replaceAll(PHONE, (digits) => digits.replaceAll(/\D/g, '').split('').join(' '));
}

/** One text whatever the typography: what clips are looked up by. */
export function textKey(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[“”]/g, '"')
    .replaceAll(/[–—]/g, '-')
    .replaceAll('…', '...')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** Whole sentences with their closing marks. Abbreviations with a point do not end one. */
export function sentences(text: string): string[] {
  const pieces = text.trim().split(/(?<=[.?!…]["')\]]?)\s+(?=["'(]?[\p{Lu}\p{N}])/u);
  const joined: string[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last !== undefined && /\b(?:Mr|Mrs|Ms|Dr|St|No|a\.m|p\.m)\.$/.test(last)) joined[joined.length - 1] = `${last} ${piece}`;
    else if (piece !== '') joined.push(piece);
  }
  return joined;
}
