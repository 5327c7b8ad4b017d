import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentences, spokenForm, textKey, writtenWords } from './spoken-text.ts';
import { phonemeWeight, placeWords, speechRuns } from './word-times.ts';

/** Loud stretches and silent ones, in milliseconds. */
function sound(...lengths: number[]): Int16Array {
  return Int16Array.from(lengths.flatMap((ms, i) => Array.from({ length: ms * 8 }, (_, k) => (i % 2 === 0 ? 9000 * Math.sin(k / 3) : 0))));
}

describe('written and spoken words', () => {
  it('says amounts and telephone numbers as people do', () => {
    expect(spokenForm('Your balance is $49.99.')).toBe('Your balance is 49 dollars and 99 cents.');
    expect(spokenForm('It is $1,200.00, not $1.')).toBe('It is 1200 dollars, not 1 dollar.');
    expect(spokenForm('Call +15005550110 now')).toBe('Call 1 5 0 0 5 5 5 0 1 1 0 now');
    expect(spokenForm('at 10:30 on the 14th')).toBe('at 10:30 on the 14th');
  });

  it('keeps signs that are no words with the word before', () => {
    expect(writtenWords('Wait — what? Oh …')).toEqual(['Wait —', 'what?', 'Oh …']);
    expect(writtenWords('')).toEqual([]);
  });

  it('parts a text into sentences, and loses nothing of it', () => {
    expect(sentences('Hello. This is Dr. Miller! Are you there? Good.')).toEqual(['Hello.', 'This is Dr. Miller!', 'Are you there?', 'Good.']);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(sentences(text).join(' ').replaceAll(/\s+/g, '')).toBe(text.replaceAll(/\s+/g, ''));
      }),
    );
  });

  it('finds the same key whatever the typography', () => {
    expect(textKey('Don’t  worry … it’s “fine” – really')).toBe(textKey('Don\'t worry ... it\'s "fine" - really'));
  });
});

describe('the places of words', () => {
  it('hears pauses, but not the closure of a stop', () => {
    expect(speechRuns(sound(400, 40, 300, 200, 500))).toHaveLength(2);
  });

  it('begins a clause after the pause that its comma makes', () => {
    const placed = placeWords(sound(600, 250, 900), ['Yes,', 'that', 'is', 'me.'], [2, 2, 1, 2]);
    expect(placed[0]).toMatchObject({ text: 'Yes,', startMs: 0 });
    expect(Math.abs(placed[0]!.endMs - 600)).toBeLessThanOrEqual(20);
    expect(Math.abs(placed[1]!.startMs - 850)).toBeLessThanOrEqual(20);
    expect(placed[3]!.endMs).toBe(1750);
  });

  it('places all words in order, inside of the audio, whatever the pauses', () => {
    const word = fc.constantFrom('yes', 'no,', 'well.', 'really?', 'I', 'think;', 'so');
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 20, max: 700 }), { minLength: 1, maxLength: 9 }),
        (words, lengths) => {
          const samples = sound(...lengths);
          const placed = placeWords(
            samples,
            words,
            words.map((one) => one.length),
          );
          expect(placed.map((one) => one.text)).toEqual(words);
          placed.forEach((one, i) => {
            expect(one.endMs).toBeGreaterThanOrEqual(one.startMs);
            expect(one.startMs).toBeGreaterThanOrEqual(placed[i - 1]?.endMs ?? 0);
          });
          expect(placed.at(-1)!.endMs).toBeLessThanOrEqual(samples.length / 8 + 10);
        },
      ),
    );
  });

  it('gives a longer word more time', () => {
    expect(phonemeWeight('mɔːɹnɪŋ')).toBeGreaterThan(phonemeWeight('aɪ'));
    expect(phonemeWeight('')).toBeGreaterThan(0);
  });
});
