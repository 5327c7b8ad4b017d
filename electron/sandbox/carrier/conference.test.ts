import { afterEach, expect, test, vi } from 'vitest';
import { decodeMulaw, mulawRms } from '#shared/audio/mulaw.ts';
import { FROM, type Script, type TestCarrier, startTestCarrier, tone } from './testing.ts';

let sandbox: TestCarrier;
afterEach(() => sandbox?.close());

const WAIT = { timeout: 5000, interval: 5 };
const voices: Record<string, Script> = {
  friendly: {},
  customer: { says: tone(400, 400), repeat: true },
  agent: { says: tone(400, 800), repeat: true },
  coach: { says: tone(400, 1500), repeat: true },
};
const NUMBERS = { customer: '+15005550141', agent: '+15005550142', coach: '+15005550143' };

/** Which voices were in the last half second that `id` heard, by the strength of each pitch. */
function hears(id: string): string[] {
  const recent = Buffer.concat((sandbox.callees.heard.get(id) ?? []).slice(-25));
  const decoded = Array.from(decodeMulaw(recent), (sample) => sample / 32768);
  return Object.entries({ customer: 400, agent: 800, coach: 1500 })
    .filter(([, hertz]) => {
      let re = 0;
      let im = 0;
      decoded.forEach((sample, i) => {
        re += sample * Math.cos((2 * Math.PI * hertz * i) / 8000);
        im += sample * Math.sin((2 * Math.PI * hertz * i) / 8000);
      });
      return Math.hypot(re, im) / decoded.length > 0.05;
    })
    .map(([name]) => name);
}
const heard = (expected: Record<string, string[]>) =>
  vi.waitFor(() => expect(Object.fromEntries(Object.keys(expected).map((id) => [id, hears(id)]))).toEqual(expected), WAIT);

async function room() {
  sandbox = await startTestCarrier(voices);
  const participants = sandbox.client.conferences('room').participants;
  const add = async (who: keyof typeof NUMBERS, more: object = {}) => {
    await sandbox.arrange({ number: NUMBERS[who], persona: who });
    return participants.create({
      from: FROM,
      to: NUMBERS[who],
      label: who,
      conferenceStatusCallback: `${sandbox.ours.url}/conference`,
      conferenceStatusCallbackEvent: ['start', 'end', 'join', 'leave', 'mute', 'hold', 'modify'],
      ...more,
    });
  };
  const events = () => sandbox.ours.at('/conference').map(({ params }) => [params['StatusCallbackEvent'], params['ParticipantLabel'] ?? '']);
  return { add, participants, events };
}

test('listen, whisper, barge and hold are what the settings say', async () => {
  const { add, participants, events } = await room();
  const customer = await add('customer', { endConferenceOnExit: true });
  expect(customer).toMatchObject({ label: 'customer', muted: false, coaching: false, endConferenceOnExit: true });
  const agent = await add('agent');
  await heard({ customer: ['agent'], agent: ['customer'] });
  await add('coach', { muted: true });
  await heard({ customer: ['agent'], agent: ['customer'], coach: ['customer', 'agent'] });
  await participants('coach').update({ muted: false, coaching: true, callSidToCoach: agent.callSid });
  await heard({ customer: ['agent'], agent: ['customer', 'coach'] });
  await participants('coach').update({ coaching: false });
  await heard({ customer: ['agent', 'coach'], agent: ['customer', 'coach'] });
  await participants('customer').update({ hold: true });
  await heard({ customer: [], agent: ['coach'] });
  await expect(participants('coach').update({ coaching: true })).rejects.toMatchObject({ status: 400 });
  const list = await participants.list();
  expect(list.map(({ label, hold }) => [label, hold])).toEqual([
    ['customer', true],
    ['agent', false],
    ['coach', false],
  ]);
  const [conference] = await sandbox.client.conferences.list({ friendlyName: 'room' });
  expect(conference?.status).toBe('in-progress');
  await sandbox.client.calls(customer.callSid).update({ status: 'completed' });
  await vi.waitFor(() => expect(events().map(([name]) => name)).toContain('conference-end'), WAIT);
  expect(await sandbox.client.conferences.list()).toHaveLength(0);
  expect(await sandbox.client.conferences.list({ status: 'completed' })).toMatchObject([
    { reasonConferenceEnded: 'participant-with-end-conference-on-exit-left', callSidEndingConference: customer.callSid },
  ]);
  expect(events()).toEqual(
    expect.arrayContaining([
      ['conference-start', ''],
      ['participant-join', 'coach'],
      ['participant-modify', 'coach'],
      ['participant-hold', 'customer'],
      ['participant-leave', 'customer'],
    ]),
  );
});

test('a participant can be kicked; the room ends over REST', async () => {
  const { add, participants } = await room();
  const customer = await add('customer');
  await add('agent');
  await heard({ customer: ['agent'] });
  expect(await participants('agent').remove()).toBe(true);
  await vi.waitFor(() => expect(mulawRms(Buffer.concat((sandbox.callees.heard.get('customer') ?? []).slice(-5)))).toBe(0), WAIT);
  await sandbox.client.conferences(customer.conferenceSid).update({ status: 'completed' });
  await vi.waitFor(async () => expect((await sandbox.client.calls(customer.callSid).fetch()).status).toBe('completed'), WAIT);
});

test('a running call can be moved into a room by a document, and leaves it with another', async () => {
  const { add } = await room();
  await add('agent');
  await sandbox.arrange({ number: NUMBERS.customer, persona: 'customer' });
  const call = await sandbox.client.calls.create({ from: FROM, to: NUMBERS.customer, twiml: '<Response><Pause length="600"/></Response>' });
  await vi.waitFor(async () => expect((await sandbox.client.calls(call.sid).fetch()).status).toBe('in-progress'), WAIT);
  await sandbox.client.calls(call.sid).update({ twiml: '<Response><Dial><Conference>room</Conference></Dial></Response>' });
  await heard({ customer: ['agent'], agent: ['customer'] });
  await sandbox.client.calls(call.sid).update({ twiml: '<Response><Pause length="600"/></Response>' });
  await heard({ customer: [], agent: [] });
});

test('an application takes part with its document', async () => {
  const { add, participants } = await room();
  const { ours, client } = sandbox;
  ours.documents['/app'] = '<Response><Say loop="0">one two three four</Say></Response>';
  await sandbox.studio.speak('pitch 300', 'tone');
  const app = await client.applications.create({ voiceUrl: `${ours.url}/app` });
  await add('customer');
  const added = await participants.create({ from: FROM, to: `app:${app.sid}`, label: 'ai' });
  // The second text of the tone studio sounds at 400 Hz, the customer's own pitch, which he does not hear from himself.
  await heard({ customer: ['customer'] });
  await participants('ai').remove();
  await vi.waitFor(async () => expect((await client.calls(added.callSid).fetch()).status).toBe('completed'), WAIT);
});
