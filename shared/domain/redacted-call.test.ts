import { expect, test } from 'vitest';
import type { CallDetail } from '#shared/contract/calls.ts';
import { redactCall, redactCallEvent, redactDetail } from './redacted-call.ts';

test('what people wrote or dialled during a call is hidden in its ledger too, identifiers are not', () => {
  const event = {
    text: 'Sue pressed 4111111111111111.',
    data: { digits: '4111111111111111', text: 'Call 555 010 1234 back', user_id: 'usr_5550101234', call_sid: 'CA5550101234', respond: true },
  };
  expect(redactCallEvent(event)).toEqual({
    text: 'Sue pressed [card number].',
    data: { ...event.data, digits: '[card number]', text: 'Call [phone number] back' },
  });
});

test('keys that are pressed one after the other are hidden one by one', () => {
  expect(redactCallEvent({ text: 'Sue4 pressed 4.', data: { digits: '4' } })).toEqual({ text: 'Sue4 pressed •.', data: { digits: '•' } });
});

test('a number that is dictated in several breaths is hidden from the first one on, in what was said last too', () => {
  expect(redactCall({ tail: 'one one one one.', notes: '' }).tail).toBe('[phone number].');
  const said = (text: string, final = true) => ({ channel: 0, text, final });
  const live = { ended_at: null, tail: '', notes: '', utterances: [said('It is four one one one'), said('11', false)] } as unknown as CallDetail;
  expect(redactDetail(live).utterances.map(({ text }) => text)).toEqual(['It is [phone number]', '11']);
  const over = { ...live, ended_at: '2026-03-01T09:00:00.000Z' };
  expect(redactDetail(over).utterances.map(({ text }) => text)).toEqual(['It is four one one one', '11']);
});
