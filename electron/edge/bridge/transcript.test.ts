import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SpokenText } from './heard-text.ts';
import { Transcript, type Utterance } from './transcript.ts';

const utterance = (id: string, start: number, previous?: string, text = id): Utterance => ({
  utterance_id: id,
  channel: 0,
  text,
  start_ms: start,
  previous_id: previous,
  interrupted: false,
  unintelligible: false,
  final: false,
});

test('whatever the order of arrival, the order is that of speech, the predecessor first', () => {
  const talk = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 }).chain((gaps) => {
    let at = 0;
    const said = gaps.map((gap, index) => utterance(`u${index}`, (at += gap * 100), index === 0 ? undefined : `u${index - 1}`));
    return fc.record({ said: fc.constant(said), arrival: fc.shuffledSubarray(said, { minLength: said.length }) });
  });
  fc.assert(
    fc.property(talk, ({ said, arrival }) => {
      const transcript = new Transcript();
      for (const piece of arrival) transcript.put(piece);
      expect(transcript.ordered().map((entry) => entry.utterance_id)).toEqual(said.map((entry) => entry.utterance_id));
    }),
  );
});

test('a circle of predecessors, which no provider sends, still ends', () => {
  const transcript = new Transcript();
  transcript.put(utterance('a', 0, 'b'));
  transcript.put(utterance('b', 0, 'a'));
  expect(transcript.ordered()).toHaveLength(2);
});

test('what is final stays, what repeats says nothing', () => {
  const transcript = new Transcript();
  expect(transcript.put(utterance('a', 0))).toBeDefined();
  expect(transcript.put(utterance('a', 0))).toBeUndefined();
  expect(transcript.put({ ...utterance('a', 0), final: true })).toBeDefined();
  expect(transcript.put({ ...utterance('a', 0), text: 'other' })).toBeUndefined();
});

const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1, maxLength: 20 });

test('more audio never means fewer words, words are whole, and all audio means all words', () => {
  fc.assert(
    fc.property(words, fc.array(fc.integer({ min: 20, max: 800 }), { minLength: 20, maxLength: 20 }), fc.boolean(), (list, lengths, ahead) => {
      const text = new SpokenText();
      const full = list.join(' ');
      if (ahead) for (const word of list) text.addText(`${word} `);
      list.forEach((word, index) => {
        if (!ahead) text.addText(`${word} `);
        text.addAudio(lengths[index] ?? 100);
      });
      text.finishText(full);
      text.finishAudio();
      let before = '';
      for (let ms = 0; ms <= text.generatedMs; ms += 20) {
        const heard = text.heard(ms);
        expect(heard.startsWith(before)).toBe(true);
        expect(full === heard || heard === '' || full.startsWith(`${heard} `)).toBe(true);
        before = heard;
      }
      expect(text.heard(text.generatedMs)).toBe(full);
      expect(text.heard(0)).toBe('');
    }),
  );
});

test('where text comes with its audio, the words are those that were spoken by then', () => {
  const text = new SpokenText();
  for (const word of ['one ', 'two ', 'three ', 'four']) {
    text.addText(word);
    text.addAudio(500);
  }
  text.finishAudio();
  expect(text.heard(950)).toBe('one two');
  expect(text.heard(1100)).toBe('one two');
  expect(text.heard(1400)).toBe('one two three');
});

test('a model that runs ahead with its text is not believed to speak that fast', () => {
  const text = new SpokenText();
  text.addText('one two three four five six seven eight nine ten');
  for (let i = 0; i < 10; i++) text.addAudio(400);
  text.finishAudio();
  expect(text.heard(2000).split(' ').length).toBeGreaterThanOrEqual(4);
  expect(text.heard(2000).split(' ').length).toBeLessThanOrEqual(6);
});
