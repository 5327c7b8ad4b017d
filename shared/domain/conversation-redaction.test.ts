import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findConversationRedactions, redactConversation } from './conversation-redaction.ts';
import { findRedactionsAlone, luhn, redactText } from './redaction.ts';

const customer = (text: string) => ({ channel: 0, text });
const agent = (text: string) => ({ channel: 1, text });
const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

describe('redaction over a conversation', () => {
  it('hides a card number that is spoken in several breaths, whatever the other side says between them', () => {
    const shown = redactConversation([
      customer('My card is four two four two.'),
      agent('Go on.'),
      customer('Four two four two, four two four two.'),
      agent('And the rest?'),
      customer('Four two four two. That is all.'),
    ]);
    expect(shown.map((one) => one.text)).toEqual([
      'My card is [card number]',
      'Go on.',
      '[card number]',
      'And the rest?',
      '[card number]. That is all.',
    ]);
  });

  it('hides an address that goes on in the next sentence', () => {
    const shown = redactConversation([customer('It is ada dot lovelace'), agent('Yes?'), customer('at example dot com, please.')]);
    expect(shown.map((one) => one.text)).toEqual(['It is [e-mail address]', 'Yes?', '[e-mail address], please.']);
  });

  it('never joins what two people say, nor numbers with words between them', () => {
    const lines = [
      customer('My code is four one one one.'),
      agent('One one one one, one one one one one one one.'),
      customer('In 1985 I was there. We were 20'),
      customer('people or 2026 of them.'),
    ];
    expect(findConversationRedactions(lines)[0]).toEqual([]);
    expect(findConversationRedactions(lines).slice(2)).toEqual([[], []]);
  });

  it('leaves lines without anything to hide as they are', () => {
    const lines = [customer('Good morning.'), agent('How can I help?')];
    const shown = redactConversation(lines);
    expect(shown[0]).toBe(lines[0]);
    expect(shown[1]).toBe(lines[1]);
  });

  it('leaves no digit of any card number, however many breaths it takes', () => {
    const card = fc.stringMatching(/^[1-9][0-9]{14}$/).map((body) => Array.from({ length: 10 }, (_, d) => `${body}${d}`).find(luhn) ?? body);
    fc.assert(
      fc.property(card, fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }), fc.boolean(), (digits, breaths, asWords) => {
        const lines = [customer('My number is')];
        let rest = digits;
        for (const size of [...breaths, 16]) {
          const part = rest.slice(0, size);
          rest = rest.slice(size);
          if (part === '') continue;
          lines.push(customer(`${asWords ? [...part].map((d) => DIGITS[Number(d)]).join(' ') : part}.`), agent('Mhm.'));
        }
        const shown = redactConversation(lines)
          .slice(1)
          .map((one) => one.text)
          .join(' ')
          .toLowerCase();
        expect(shown).not.toMatch(/\d/);
        for (const word of DIGITS) expect(shown.split(/\W+/)).not.toContain(word);
      }),
    );
  });
});

describe('a sentence alone', () => {
  it('hides at its edges what may be a part of a number', () => {
    const shown = (text: string) => redactText(text, findRedactionsAlone(text));
    expect(shown('My card is four two four two.')).toBe('My card is [phone number].');
    expect(shown('4242 and that is it')).toBe('[phone number] and that is it');
    expect(shown('In 1985 I was there')).toBe('In 1985 I was there');
    expect(shown('It is 20')).toBe('It is 20');
  });
});
