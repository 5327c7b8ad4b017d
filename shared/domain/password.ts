/** What a password must be: long rather than odd, and not one that is guessed first. Source: NIST SP 800-63B §3.1.1. */

export const PASSWORD_MIN_LENGTH = 8;

const GUESSED_FIRST = new Set(
  (
    'password password1 password12 password123 passw0rd 12345678 123456789 1234567890 qwertyui qwertyuiop qwerty123 iloveyou sunshine princess ' +
    'football baseball superman trustno1 letmein1 welcome1 welcome123 admin123 administrator changeme abcd1234 1q2w3e4r 1qaz2wsx asdfghjk zxcvbnm1 ' +
    'trunkline'
  ).split(' '),
);

/** What is left of a password without the digits and signs that people put behind a word: `welcome` of `Welcome2024!`. */
const withoutEnding = (text: string) => text.replace(/[^\p{L}]{1,6}$/u, '');

const GUESSED_WORDS = new Set([...GUESSED_FIRST].map(withoutEnding).filter((word) => word.length >= 4));

/**
 * Why a password is too weak, in a sentence for the person who chose it; undefined when it is good enough.
 * @param about e-mail address, name, company: their words may not be the password.
 */
export function passwordWeakness(password: string, about: readonly string[] = []): string | undefined {
  if (password.length < PASSWORD_MIN_LENGTH) return `Use at least ${PASSWORD_MIN_LENGTH} characters.`;
  const plain = password.toLowerCase();
  if (GUESSED_FIRST.has(plain) || GUESSED_WORDS.has(withoutEnding(plain))) return 'This password is among the first that are guessed.';
  if (new Set(plain).size < 5) return 'Use more different characters.';
  if (isRun(plain)) return 'A run of neighbouring characters is guessed quickly.';
  const words = about.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length >= 4);
  const rest = words.reduce((text, word) => text.replaceAll(word, ''), plain);
  if (rest.length < plain.length && rest.length < 4) return 'Do not use your name, company or e-mail address.';
  return undefined;
}

function isRun(text: string): boolean {
  const steps = Array.from(text.slice(1), (c, i) => c.charCodeAt(0) - text.charCodeAt(i));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}
