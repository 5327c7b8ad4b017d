import { expect, test } from 'vitest';
import { redactConversation } from '#shared/domain/conversation-redaction.ts';
import { sampleUtterance } from '../../testing/samples.ts';
import { markersOf } from './markers.ts';

const plain = sampleUtterance({ utterance_id: 'a', text: 'Good morning.' });
const secret = sampleUtterance({ utterance_id: 'b', text: 'My card is 4111 1111 1111 1111.', start_ms: 4000 });

test('what must not be read is replaced, and everything else is the same object', () => {
  const shown = redactConversation([plain, secret]);
  expect(shown[0]).toBe(plain);
  expect(shown[1]?.text).toBe('My card is [card number].');
  expect(secret.text).toContain('4111');
});

test('where something private was spoken there is a marker', () => {
  expect(markersOf({ utterances: [plain, secret], turn_metrics: [] }, []).map(({ kind, at_ms }) => [kind, at_ms])).toEqual([['private', 4000]]);
});
