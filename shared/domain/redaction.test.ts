import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRedactions, luhn, redactText, redactUnfinished } from './redaction.ts';

const DIGIT_WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const spoken = (digits: string) => [...digits].map((d) => DIGIT_WORDS[Number(d)]).join(' ');

const cardNumber = fc.stringMatching(/^[1-9][0-9]{14}$/).map((body) => {
  const check = Array.from({ length: 10 }, (_, d) => `${body}${d}`).find(luhn);
  return check ?? body;
});

describe('redaction', () => {
  it.each([
    ['My card is 4242 4242 4242 4242, thanks.', 'My card is [card number], thanks.'],
    ['It is 4111-1111-1111-1111.', 'It is [card number].'],
    ['four two four two four two four two four two four two four two four two please', '[card number] please'],
    ['Social: 123-45-6789', 'Social: [social security number]'],
    ['one two three, four five, six seven eight nine', '[social security number]'],
    ['Call +1 (555) 010-1234 today', 'Call [phone number] today'],
    ['five five five oh one oh double two three four', '[phone number]'],
    ['Write to Ada.Lovelace+x@example.co.uk please', 'Write to [e-mail address] please'],
    ['ada dot lovelace at example dot com', '[e-mail address]'],
    ['Four one one one. One one one one. One one one one. One one one one. Thanks.', '[card number]. Thanks.'],
    ['4111… 1111? Okay, 1111, you know – 1111!', '[card number]!'],
    ['It is j o h n dot smith at g mail dot com, or john at example dot fr', 'It is [e-mail address], or [e-mail address]'],
    ['You can reach me on 555.010.1234. Bye now.', 'You can reach me on [phone number]. Bye now.'],
  ])('hides %s', (text, hidden) => {
    expect(redactText(text)).toBe(hidden);
  });

  it.each([
    'On Tuesday at 3 pm, for 45 minutes, in 2026.',
    'We had twenty two people and a hundred chairs.',
    'Order 1234567 is on its way.',
    'One of the two is fine, the other three are not.',
    'It costs 49 dollars and 99 cents.',
    'Look at example.',
  ])('leaves %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('hides every card number, however it is grouped or spoken, and wherever it stands', () => {
    const grouped = (digits: string, sizes: number[], separator: string) => {
      const parts: string[] = [];
      let rest = digits;
      for (const size of sizes) {
        parts.push(rest.slice(0, size));
        rest = rest.slice(size);
      }
      return [...parts, rest].filter(Boolean).join(separator);
    };
    fc.assert(
      fc.property(
        cardNumber,
        fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
        fc.constantFrom(' ', '-', ' - ', '.', ', '),
        fc.boolean(),
        fc.constantFrom('', 'Sure. ', 'the number is '),
        (digits, sizes, separator, asWords, before) => {
          const written = asWords ? spoken(digits) : grouped(digits, sizes, separator);
          expect(redactText(`${before}${written} okay`)).toBe(`${before}[card number] okay`);
        },
      ),
    );
  });

  it('hides the address that is still being spelled', () => {
    expect(redactUnfinished('Write to ada.lovelace@exa')).toBe('Write to [e-mail address]');
  });

  it('gives ordered spans within the text for anything, and hides nothing twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => {
        const spans = findRedactions(text);
        let at = 0;
        for (const span of spans) {
          expect(span.start).toBeGreaterThanOrEqual(at);
          expect(span.end).toBeGreaterThan(span.start);
          expect(span.end).toBeLessThanOrEqual(text.length);
          at = span.end;
        }
        expect(findRedactions(redactText(text, spans))).toEqual([]);
      }),
    );
  });
});
