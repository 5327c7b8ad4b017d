import { afterEach, expect, test, vi } from 'vitest';
import { openLeg, streamUrl } from './testing/fake-leg.ts';
import { speak } from './testing/fake-model.ts';
import { CALL_SID, clearStage, stage, WAIT } from './testing/stage.ts';

afterEach(clearStage);

test.each(['the last part of the address', 'a parameter of the stream'])('a call over /media-stream, its ticket as %s', async (where) => {
  const { base, model, prepare, until } = await stage();
  prepare({ greeting: 'Hello there.' });
  const session = await model.session(1);
  await session.next('session.update');
  const greeting = await session.next('response.create');
  const request = (greeting['response'] as { metadata: { request: string } }).metadata.request;
  speak(session, { id: 'r1', item: 'i1', request, lines: [{ text: 'Hello there.', audioMs: 200 }] });

  const ticket = (await streamUrl(`${base}/carrier/voice/call_1`, CALL_SID)).split('/').at(-1) ?? '';
  const address = `${base.replace('http', 'ws')}/media-stream/sales`;
  const inPath = where.startsWith('the last');
  const leg = await openLeg(inPath ? `${address}/${ticket}` : address, CALL_SID, inPath ? {} : { parameters: { ticket } });
  await until('utterance', (event) => event.final);
  await vi.waitFor(() => expect(leg.playedMs()).toBeGreaterThan(0), WAIT);

  // A ticket is good once.
  const again = await openLeg(address, CALL_SID, { parameters: { ticket } });
  expect(await again.closed).toBe(4401);
  leg.hangUp();
});

test('a stream of another scenario than the call’s is refused', async () => {
  const { base, prepare, of } = await stage();
  const address = `${base.replace('http', 'ws')}/media-stream/support`;
  prepare();
  const ticket = async () => (await streamUrl(`${base}/carrier/voice/call_1`, CALL_SID)).split('/').at(-1) ?? '';
  const byParameter = await openLeg(address, CALL_SID, { parameters: { ticket: await ticket() } });
  expect(await byParameter.closed).toBe(4401);

  const call_2 = 'call_2';
  prepare({ call_id: call_2 });
  const second = (await streamUrl(`${base}/carrier/voice/${call_2}`, CALL_SID)).split('/').at(-1) ?? '';
  await expect(openLeg(`${address}/${second}`, CALL_SID)).rejects.toThrow('401');
  expect(of('refused').map(({ detail }) => detail)).toEqual(Array(2).fill('the ticket is for a call of another scenario'));
});
