import { expect, test } from 'vitest';
import { redactCallEvent } from './redacted-call.ts';

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
