import twilio from 'twilio';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { pcmWavHeader } from '#shared/audio/wav.ts';
import { FROM, type Script, TOKEN, type TestCarrier, startTestCarrier, tone } from './testing.ts';

let sandbox: TestCarrier;
afterEach(() => sandbox?.close());

const TO = '+15005550111';
const WAIT = { timeout: 5000, interval: 5 };

/** Dials with the document at /voice. */
async function run(document: string, scripts: Record<string, Script> = { friendly: {} }, more: object = {}) {
  sandbox = await startTestCarrier(scripts, { webhookTimeoutMs: 400 });
  sandbox.ours.documents['/voice'] = document.replaceAll('WS', sandbox.ours.wsUrl).replaceAll('HTTP', sandbox.ours.url);
  return sandbox.client.calls.create({ to: TO, from: FROM, url: `${sandbox.ours.url}/voice`, ...more });
}
const over = (sid: string, status = 'completed') =>
  vi.waitFor(async () => expect((await sandbox.client.calls(sid).fetch()).status).toBe(status), WAIT);
const heardBy = (id = 'friendly') => Buffer.concat(sandbox.callees.heard.get(id) ?? []);
const arrived = (path: string, count = 1) => vi.waitFor(() => expect(sandbox.ours.at(path).length).toBeGreaterThanOrEqual(count), WAIT);
const spoken = async (text: string) => Buffer.from((await sandbox.studio.speak(text, 'tone')).mulaw);

describe('documents', () => {
  test('are asked for with a signed POST that has all fields', async () => {
    const call = await run('<Response/>');
    await over(call.sid);
    const [request] = sandbox.ours.at('/voice');
    expect(request).toMatchObject({
      method: 'POST',
      params: {
        CallSid: call.sid,
        From: FROM,
        To: TO,
        Caller: FROM,
        Called: TO,
        CallStatus: 'in-progress',
        Direction: 'outbound-api',
        ApiVersion: '2010-04-01',
        FromCity: '',
        ToCountry: 'US',
      },
    });
    expect(request && twilio.validateRequest(TOKEN, String(request.headers['x-twilio-signature']), request.url, request.params)).toBe(true);
  });

  test('by GET the fields are in the signed query', async () => {
    const call = await run('<Response/>', undefined, { method: 'GET' });
    await over(call.sid);
    const [request] = sandbox.ours.at('/voice');
    expect(request?.method).toBe('GET');
    expect(new URL(request?.url ?? '').searchParams.get('CallSid')).toBe(call.sid);
    expect(request && twilio.validateRequest(TOKEN, String(request.headers['x-twilio-signature']), request.url, {})).toBe(true);
  });

  test('verbs run from top to bottom; redirects go on elsewhere; the end hangs up', async () => {
    const call = await run('<Response><Say>first words</Say><Play>HTTP/tune.wav</Play><Redirect>/next</Redirect><Say>never heard</Say></Response>');
    sandbox.ours.documents['/next'] = '<Response><Say voice="unknown" loop="2">last</Say><Hangup/><Say>never heard</Say></Response>';
    await over(call.sid);
    const first = heardBy().indexOf(await spoken('first words'));
    const last = heardBy().indexOf(Buffer.concat([await spoken('last'), await spoken('last')]).subarray(0, 100));
    expect(first).toBeGreaterThanOrEqual(0);
    expect(last).toBeGreaterThan(first);
    expect(heardBy().includes(await spoken('never heard'))).toBe(false);
    expect(await sandbox.codes()).toContain(11200);
  });

  test.each([
    ['answers with an error', 500, 11200],
    ['is no XML', '<Response><Say></Response>', 12100],
  ])('the fallback takes over when the first %s', async (_, first, code) => {
    sandbox = await startTestCarrier();
    const { ours, client } = sandbox;
    ours.documents['/voice'] = () => first;
    ours.documents['/fallback'] = '<Response><Say>we are sorry</Say></Response>';
    const call = await client.calls.create({ to: TO, from: FROM, url: `${ours.url}/voice`, fallbackUrl: `${ours.url}/fallback` });
    await over(call.sid);
    expect(ours.at('/fallback')[0]?.params).toMatchObject({ ErrorCode: String(code), ErrorUrl: `${ours.url}/voice` });
    expect(heardBy().includes(await spoken('we are sorry'))).toBe(true);
    expect(await sandbox.codes()).toEqual([code]);
  });

  test('a server that does not answer in time is given up', async () => {
    sandbox = await startTestCarrier(undefined, { webhookTimeoutMs: 100 });
    let answer: (document: string) => void = () => {};
    sandbox.ours.documents['/voice'] = () => new Promise<string>((resolve) => (answer = resolve));
    const call = await sandbox.client.calls.create({ to: TO, from: FROM, url: `${sandbox.ours.url}/voice` });
    await over(call.sid);
    answer('<Response/>');
    expect(await sandbox.codes()).toEqual([11200]);
  });

  test('unknown verbs are passed over with a warning', async () => {
    const call = await run('<Response><Dance/><Say>hello</Say></Response>');
    await over(call.sid);
    expect(await sandbox.codes()).toEqual([12200]);
  });
});

describe('Gather', () => {
  test('takes keys until the finishing one and interrupts the prompt', async () => {
    const call = await run('<Response><Gather action="/keys" finishOnKey="#"><Say loop="100">press now</Say></Gather></Response>');
    await vi.waitFor(() => expect(heardBy().length).toBeGreaterThan(1000), WAIT);
    await sandbox.control(`/calls/${call.sid}/digits`, { digits: '42#' });
    await arrived('/keys');
    expect(sandbox.ours.at('/keys')[0]?.params).toMatchObject({ Digits: '42', FinishedOnKey: '#', CallSid: call.sid });
  });

  test('takes a number of keys', async () => {
    const call = await run('<Response><Gather numDigits="2" action="/keys" timeout="60"/></Response>');
    await vi.waitFor(() => expect(heardBy().length).toBeGreaterThan(0), WAIT);
    await sandbox.control(`/calls/${call.sid}/digits`, { digits: '123' });
    await arrived('/keys');
    expect(sandbox.ours.at('/keys')[0]?.params['Digits']).toBe('12');
  });

  test('recognises what is said', async () => {
    const pause = Buffer.alloc(8000, 0xff);
    // The tone studio gives its first text the pitch of 300 Hz.
    const call = await run('<Response><Gather input="speech" action="/said" timeout="3"><Say>yes please</Say></Gather></Response>', {
      friendly: { says: Buffer.concat([pause, pause, tone(600, 300), pause, pause, pause]) },
    });
    await arrived('/said');
    expect(sandbox.ours.at('/said')[0]?.params).toMatchObject({ SpeechResult: 'yes please', Confidence: '0.9000', CallSid: call.sid });
  });

  test('goes on when nothing comes', async () => {
    const call = await run('<Response><Gather timeout="1" action="/keys"/><Say>nobody there</Say></Response>');
    await over(call.sid);
    expect(sandbox.ours.at('/keys')).toHaveLength(0);
    expect(heardBy().includes(await spoken('nobody there'))).toBe(true);
  });
});

test('Record leaves a message, trimmed, and tells where it is', async () => {
  const call = await run('<Response><Record action="/message" timeout="2" maxLength="30"/></Response>', {
    friendly: { says: Buffer.concat([Buffer.alloc(8000, 0xff), tone(3000, 600)]) },
  });
  await arrived('/message');
  const { params } = sandbox.ours.at('/message')[0] ?? {};
  expect(params).toMatchObject({ RecordingDuration: '3', Digits: '', CallSid: call.sid });
  await vi.waitFor(
    async () =>
      expect(await sandbox.client.recordings(String(params?.['RecordingSid'])).fetch()).toMatchObject({ source: 'RecordVerb', status: 'completed' }),
    WAIT,
  );
});

describe('Start', () => {
  test('forks both tracks and lets the document go on, Stop ends the fork', async () => {
    const messages: string[] = [];
    sandbox = await startTestCarrier();
    const { ours, client } = sandbox;
    ours.onSocket = (socket) => socket.on('message', (data: Buffer) => messages.push(data.toString('utf8')));
    ours.documents['/voice'] =
      `<Response><Start><Stream url="${ours.wsUrl}/fork" name="tap" track="both_tracks" statusCallback="/stream"/><Recording/></Start>` +
      '<Say>hello there</Say><Redirect>/next</Redirect></Response>';
    ours.documents['/next'] = async () => {
      await vi.waitFor(() => expect(messages.length).toBeGreaterThan(10), WAIT);
      return '<Response><Stop><Stream name="tap"/></Stop><Pause length="2"/></Response>';
    };
    const call = await client.calls.create({ to: TO, from: FROM, url: `${ours.url}/voice` });
    await over(call.sid);
    await arrived('/stream', 2);
    const parsed = messages.map((one) => JSON.parse(one));
    expect(parsed[1].start.tracks).toEqual(['inbound', 'outbound']);
    expect(parsed.at(-1).event).toBe('stop');
    const media = parsed.filter(({ event }) => event === 'media');
    expect(new Set(media.map((one) => one.media.track))).toEqual(new Set(['inbound', 'outbound']));
    const events = ours.at('/stream').map(({ params }) => params['StreamEvent']);
    expect(new Set(events)).toEqual(new Set(['stream-started', 'stream-stopped']));
    expect(ours.at('/stream')[0]?.params).toMatchObject({ StreamName: 'tap', CallSid: call.sid });
    const [recording] = await client.calls(call.sid).recordings.list();
    expect(recording).toMatchObject({ source: 'StartCallRecordingTwiML', channels: 2 });
  });
});

describe('Connect', () => {
  test.each([
    ['ws://x:1/y', true, 31922],
    ['http://x/y', false, 31922],
    ['not a url', false, 31923],
    ['', false, 31923],
  ])('%j fails with a code (strict: %s), and the next verb runs', async (url, strictWss, code) => {
    sandbox = await startTestCarrier(undefined, { strictWss });
    const { ours, client } = sandbox;
    ours.documents['/voice'] = `<Response><Connect><Stream url="${url}"/></Connect><Say>no stream</Say></Response>`;
    const call = await client.calls.create({ to: TO, from: FROM, url: `${ours.url}/voice` });
    await over(call.sid);
    expect(await sandbox.codes()).toEqual([code]);
    expect(heardBy().includes(await spoken('no stream'))).toBe(true);
  });

  test('an upgrade that is refused is an error of the stream', async () => {
    const call = await run(`<Response><Connect action="/after"><Stream url="ws://127.0.0.1:1/x" statusCallback="/stream"/></Connect></Response>`);
    await arrived('/after');
    await over(call.sid);
    expect(await sandbox.codes()).toEqual([31901]);
    expect(sandbox.ours.at('/stream')[0]?.params).toMatchObject({ StreamEvent: 'stream-error' });
  });
});

describe('Dial', () => {
  const talkers: Record<string, Script> = {
    friendly: { says: tone(400, 500), repeat: true },
    agent: { says: tone(400, 900), repeat: true },
    busy: { outcome: 'busy' },
  };
  const AGENT = '+15005550122';

  test('joins the two, whispers first, and tells how it went', async () => {
    sandbox = await startTestCarrier(talkers);
    const { ours, client } = sandbox;
    await sandbox.arrange({ number: AGENT, persona: 'agent' });
    ours.documents['/voice'] =
      `<Response><Dial action="/dialled" timeLimit="3"><Number url="/whisper" statusCallback="/leg" statusCallbackEvent="answered completed">${AGENT}</Number></Dial></Response>`;
    ours.documents['/whisper'] = '<Response><Say>a caller for you</Say></Response>';
    const call = await client.calls.create({ to: TO, from: FROM, url: `${ours.url}/voice` });
    await arrived('/dialled');
    await over(call.sid);
    expect(ours.at('/dialled')[0]?.params).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '3' });
    expect(ours.at('/leg').map(({ params }) => [params['CallStatus'], params['Direction'], params['ParentCallSid']])).toEqual([
      ['in-progress', 'outbound-dial', call.sid],
      ['completed', 'outbound-dial', call.sid],
    ]);
    const whisper = await spoken('a caller for you');
    expect(heardBy('agent').includes(whisper)).toBe(true);
    expect(heardBy('friendly').includes(whisper)).toBe(false);
    expect(heardBy('agent').includes(Buffer.from(tone(400, 500)))).toBe(true);
    expect(heardBy('friendly').includes(Buffer.from(tone(400, 900)))).toBe(true);
    expect(await client.calls.list({ parentCallSid: call.sid })).toHaveLength(1);
  });

  test('goes on after nobody answered', async () => {
    sandbox = await startTestCarrier(talkers);
    const { ours, client } = sandbox;
    await sandbox.arrange({ number: AGENT, persona: 'busy' });
    ours.documents['/voice'] = `<Response><Dial>${AGENT}</Dial><Say>all agents are busy</Say></Response>`;
    const call = await client.calls.create({ to: TO, from: FROM, url: `${ours.url}/voice` });
    await over(call.sid);
    expect(heardBy().includes(await spoken('all agents are busy'))).toBe(true);
  });

  test('the dialled leg ends with the call', async () => {
    sandbox = await startTestCarrier(talkers);
    const { ours, client } = sandbox;
    ours.documents['/voice'] = `<Response><Dial>${AGENT}</Dial></Response>`;
    const call = await client.calls.create({ to: TO, from: FROM, url: `${ours.url}/voice` });
    await vi.waitFor(async () => expect(await client.calls.list({ parentCallSid: call.sid, status: 'in-progress' })).toHaveLength(1), WAIT);
    await client.calls(call.sid).update({ status: 'completed' });
    const [leg] = await client.calls.list({ parentCallSid: call.sid });
    expect(leg?.status).toBe('completed');
  });
});

describe('calls that come in', () => {
  const CALLER = '+15005550133';
  async function owned(voiceUrl: string, statusCallback = '') {
    const [number] = await sandbox.client.incomingPhoneNumbers.list({ phoneNumber: FROM });
    await sandbox.client.incomingPhoneNumbers(number?.sid ?? '').update({ voiceUrl, statusCallback });
  }

  test('ring our server, are answered by the first verb, and end in a callback', async () => {
    sandbox = await startTestCarrier();
    await owned(`${sandbox.ours.url}/voice`, `${sandbox.ours.url}/status`);
    sandbox.ours.documents['/voice'] = '<Response><Say>welcome</Say></Response>';
    const { body } = await sandbox.control('/inbound', { from: CALLER, to: FROM });
    await over(body.sid);
    expect(sandbox.ours.at('/voice')[0]?.params).toMatchObject({ CallStatus: 'ringing', Direction: 'inbound', From: CALLER, To: FROM });
    expect(heardBy().includes(await spoken('welcome'))).toBe(true);
    await arrived('/status');
    expect(sandbox.ours.at('/status')[0]?.params).toMatchObject({ CallStatus: 'completed', Direction: 'inbound' });
  });

  test('can be rejected', async () => {
    sandbox = await startTestCarrier();
    await owned(`${sandbox.ours.url}/voice`);
    sandbox.ours.documents['/voice'] = '<Response><Reject reason="busy"/></Response>';
    const { body } = await sandbox.control('/inbound', { from: CALLER, to: FROM });
    await over(body.sid, 'busy');
    expect(await sandbox.client.calls(body.sid).fetch()).toMatchObject({ duration: '0', direction: 'inbound' });
  });
});

test('a WAV header alone plays nothing and harms nothing', async () => {
  const call = await run(
    `<Response><Play>data:audio/wav;base64,${Buffer.from(pcmWavHeader(0, 8000, 1)).toString('base64')}</Play><Play digits="1w2"/><Say>after</Say></Response>`,
  );
  await over(call.sid);
  expect(heardBy().includes(await spoken('after'))).toBe(true);
});
