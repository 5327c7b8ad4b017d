/** Small readings of text that several parts of the dialogue share. */

/** The text between the first pair of double quotes, straight or curly. */
export function quoted(text: string): string | undefined {
  return /["“]([^"“”]+)["”]/.exec(text)?.[1]?.trim() || undefined;
}

/** Lower-case words and nothing else: what two ways of writing the same speech have in common. */
export function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[’']/g, "'")
    .replaceAll(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
}

const COMMON = new Set(
  'about all also any did get got give had has just know like lot make many more most much need not now one other people please really say should some something tell than think thing time two want was way well were a an and are as at be but by can could do does for from have how i if in is it its may me my of on or our so that the their them then there they this to us was we what when where which who why will with would you your'.split(
    ' ',
  ),
);

/** The words of a text that carry its subject. */
export function contentWords(text: string): string[] {
  return plainWords(text)
    .split(' ')
    .filter((word) => word.length > 2 && !COMMON.has(word));
}
