import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRedactions, redactText } from './redaction.ts';
import { snippetOf } from './snippet.ts';

const plain = (snippet: string) => snippet.replaceAll('\u0002', '').replaceAll('\u0003', '');

describe('a snippet', () => {
  it('marks words, phrases and beginnings, whatever their case and diacritics', () => {
    expect(
      snippetOf('Der Zähler ist im Keller.', [
        { words: 'ist im', prefix: false },
        { words: 'kel', prefix: true },
      ]),
    ).toBe('Der Zähler \u0002ist im\u0003 \u0002Keller\u0003.');
    expect(snippetOf('Der Zähler', [{ words: 'ZAHLER', prefix: false }])).toBe('Der \u0002Zähler\u0003');
    expect(snippetOf('the theme', [{ words: 'the', prefix: false }])).toBe('\u0002the\u0003 theme');
  });

  it('shows what stands around the first hit', () => {
    const words = Array.from({ length: 100 }, (_, i) => `word${i}`);
    const snippet = snippetOf(words.join(' '), [{ words: 'word50', prefix: false }]);
    expect(snippet).toBe(`…${words.slice(44, 50).join(' ')} \u0002word50\u0003 ${words.slice(51, 68).join(' ')}…`);
  });

  it('hides what must not be read, and marks nothing in it', () => {
    const text = 'My number is 555 010 1234, call me.';
    const spans = findRedactions(text);
    expect(
      snippetOf(
        text,
        [
          { words: '010', prefix: false },
          { words: 'call', prefix: false },
        ],
        spans,
      ),
    ).toBe('My number is [phone number], \u0002call\u0003 me.');
  });

  it('is a part of the text, and of the redacted text when something is hidden', () => {
    const word = fc.constantFrom('one', 'two', 'five', '555-010-1234', 'a@b.com', 'ä', '—', 'call', '4111 1111 1111 1111');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), fc.array(word, { minLength: 1, maxLength: 3 }), fc.boolean(), (said, asked, redacted) => {
        const text = said.join(' ');
        const sought = asked.map((one) => ({ words: one, prefix: false }));
        const snippet = snippetOf(text, sought, redacted ? findRedactions(text) : []);
        const shown = plain(snippet).replace(/^…/, '').replace(/…$/, '');
        expect(redacted ? redactText(text) : text).toContain(shown);
      }),
    );
  });
});
