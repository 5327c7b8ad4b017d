import twilio from 'twilio';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ACCOUNT, FROM, type Script, TOKEN, type TestCarrier, startTestCarrier, tone } from './testing.ts';

let sandbox: TestCarrier;
afterEach(() => sandbox?.close());

const TO = '+15005550111';
const WAIT = { timeout: 5000, interval: 5 };
const ALL_EVENTS = ['initiated', 'ringing', 'answered', 'completed'];
const people: Record<string, Script> = {
  friendly: {},
  brief: { hangUpAfterMs: 400 },
  busy: { outcome: 'busy', ringMs: 100 },
  absent: { outcome: 'no-answer', ringMs: 3000 },
  declines: { outcome: 'declined', ringMs: 100 },
  invalid: { outcome: 'invalid', ringMs: 0 },
  slow: { ringMs: 50_000 },
  machine: { detection: { answeredBy: 'machine', afterMs: 300, greetingEndMs: 900 } },
};

const dial = (more: object = {}) =>
  sandbox.client.calls.create({
    to: TO,
    from: FROM,
    twiml: '<Response><Pause length="600"/></Response>',
    statusCallback: `${sandbox.ours.url}/status`,
    statusCallbackEvent: ALL_EVENTS,
    ...more,
  });
const statusOf = async (sid: string) => (await sandbox.client.calls(sid).fetch()).status;
const until = (sid: string, status: string) => vi.waitFor(async () => expect(await statusOf(sid)).toBe(status), WAIT);
const callbacks = () => sandbox.ours.at('/status').map(({ params }) => params);

describe('placing a call with the official client', () => {
  test('it is queued, rings, is answered and ends; callbacks come signed, numbered and in order', async () => {
    sandbox = await startTestCarrier(people);
    await sandbox.arrange({ number: TO, persona: 'brief' });
    const call = await dial();
    expect(call).toMatchObject({ status: 'queued', to: TO, from: FROM, direction: 'outbound-api', toFormatted: '(500) 555-0111', duration: null });
    expect(call.dateCreated).toBeInstanceOf(Date);
    await vi.waitFor(() => expect(callbacks()).toHaveLength(4), WAIT);
    expect(callbacks().map(({ CallStatus }) => CallStatus)).toEqual(['initiated', 'ringing', 'in-progress', 'completed']);
    expect(callbacks().map(({ SequenceNumber }) => SequenceNumber)).toEqual(['0', '1', '2', '3']);
    expect(callbacks()[3]).toMatchObject({
      CallSid: call.sid,
      AccountSid: ACCOUNT,
      CallbackSource: 'call-progress-events',
      SipResponseCode: '200',
      CallDuration: '0',
      ToCountry: 'US',
    });
    for (const { headers, url, params } of sandbox.ours.at('/status')) {
      expect(headers['i-twilio-idempotency-token']).toBeTruthy();
      expect(twilio.validateRequest(TOKEN, String(headers['x-twilio-signature']), url, params)).toBe(true);
      expect(twilio.validateRequest('other', String(headers['x-twilio-signature']), url, params)).toBe(false);
    }
    const done = await sandbox.client.calls(call.sid).fetch();
    expect(done).toMatchObject({ status: 'completed', duration: '0', priceUnit: 'USD' });
    expect(done.endTime).toBeInstanceOf(Date);
  });

  test('without a subscription only completed is told, as number 0', async () => {
    sandbox = await startTestCarrier(people);
    await sandbox.arrange({ number: TO, persona: 'brief' });
    await dial({ statusCallbackEvent: undefined });
    await vi.waitFor(() => expect(callbacks()).toMatchObject([{ CallStatus: 'completed', SequenceNumber: '0' }]), WAIT);
  });

  test.each([
    ['busy', 'busy', '486'],
    ['absent', 'no-answer', '480'],
    ['declines', 'busy', '603'],
    ['invalid', 'failed', '404'],
  ])('%s ends as %s', async (persona, status, sip) => {
    sandbox = await startTestCarrier(people);
    await sandbox.arrange({ number: TO, persona });
    const call = await dial();
    await until(call.sid, status);
    await vi.waitFor(() => expect(callbacks().at(-1)).toMatchObject({ CallStatus: status, SipResponseCode: sip, CallDuration: '0' }), WAIT);
  });

  test('ringing stops at the timeout', async () => {
    sandbox = await startTestCarrier(people);
    await sandbox.arrange({ number: TO, persona: 'slow' });
    const call = await dial({ timeout: 5 });
    await until(call.sid, 'no-answer');
  });

  test('a call ends at its time limit', async () => {
    sandbox = await startTestCarrier(people);
    const call = await dial({ timeLimit: 2 });
    await until(call.sid, 'completed');
    expect((await sandbox.client.calls(call.sid).fetch()).duration).toBe('2');
  });

  test('a ringing call can be cancelled, one in progress ended, one that is over neither', async () => {
    sandbox = await startTestCarrier(people);
    await sandbox.arrange({ number: TO, persona: 'slow' });
    const ringing = await dial();
    await until(ringing.sid, 'ringing');
    expect(await sandbox.client.calls(ringing.sid).update({ status: 'canceled' })).toMatchObject({ status: 'canceled' });
    const talking = await dial();
    await until(talking.sid, 'in-progress');
    await expect(sandbox.client.calls(talking.sid).update({ status: 'canceled' })).rejects.toMatchObject({ code: 21220, status: 400 });
    expect(await sandbox.client.calls(talking.sid).update({ status: 'completed' })).toMatchObject({ status: 'completed' });
    await expect(sandbox.client.calls(talking.sid).update({ status: 'completed' })).rejects.toMatchObject({ code: 21220 });
    await expect(sandbox.client.calls(talking.sid).update({ twiml: '<Response/>' })).rejects.toMatchObject({ code: 21220 });
  });

  test('calls start at the pace that the account may dial', async () => {
    sandbox = await startTestCarrier(people, { callsPerSecond: 1 });
    const calls = await Promise.all([dial(), dial(), dial()]);
    const waits = calls.map(({ queueTime }) => Number(queueTime)).sort((a, b) => a - b);
    expect(waits[0]).toBe(0);
    expect(waits[2]).toBeGreaterThan(1000);
    expect(waits[2]).toBeLessThanOrEqual(2000);
    for (const { sid } of calls) await until(sid, 'in-progress');
    const starts = (await Promise.all(calls.map(({ sid }) => sandbox.client.calls(sid).fetch()))).map(({ startTime }) => startTime.getTime());
    expect(Math.max(...starts) - Math.min(...starts)).toBeGreaterThanOrEqual(1000);
  });
});

describe('refusals', () => {
  test('carry the code that the real carrier gives', async () => {
    sandbox = await startTestCarrier(people);
    const cases: [object, number][] = [
      [{ to: '+15005550001' }, 21217],
      [{ to: '+15005550002' }, 21214],
      [{ to: '+15005550003' }, 21215],
      [{ to: '+15005550004' }, 21216],
      [{ to: 'nobody' }, 21211],
      [{ from: '+15005550001' }, 21212],
      [{ from: '+15005550007' }, 21210],
      [{ twiml: undefined, url: 'ftp://x/y' }, 21205],
      [{ twiml: undefined, applicationSid: 'AP0' }, 21218],
      [{ statusCallback: 'http://under_score/x' }, 21609],
      [{ timeout: 601 }, 20001],
      [{ twiml: `<Response>${' '.repeat(4000)}</Response>` }, 20001],
    ];
    for (const [change, code] of cases) await expect(dial(change), JSON.stringify(change)).rejects.toMatchObject({ status: 400, code });
    await expect(sandbox.client.calls('CA00000000000000000000000000000000').fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    await expect(sandbox.client.calls('CA0').update({ status: 'completed' })).rejects.toMatchObject({ status: 404, code: 20404 });
    const stranger = twilio(ACCOUNT, 'wrong');
    stranger.api.baseUrl = sandbox.carrier.url;
    await expect(stranger.calls.list()).rejects.toMatchObject({ status: 401, code: 20003 });
    expect((await fetch(`${sandbox.carrier.url}/2010-04-01/Nothing.json`)).status).toBe(401);
  });

  test('an update with a relative action is refused', async () => {
    sandbox = await startTestCarrier(people);
    const call = await dial();
    await until(call.sid, 'in-progress');
    const relative = '<Response><Gather action="/keys"/></Response>';
    await expect(sandbox.client.calls(call.sid).update({ twiml: relative })).rejects.toMatchObject({ code: 15004 });
  });

  test('REST faults: 429 is retried by the official client, 5xx is not', async () => {
    sandbox = await startTestCarrier(people);
    await sandbox.arrange({ number: TO, faults: { restErrors: { status: 429, times: 2 } } });
    await expect(dial()).rejects.toMatchObject({ status: 429, code: 20429 });
    const retrying = twilio(ACCOUNT, TOKEN, { autoRetry: true, maxRetries: 3 });
    retrying.api.baseUrl = sandbox.carrier.url;
    const call = await retrying.calls.create({ to: TO, from: FROM, twiml: '<Response/>' });
    expect(call.status).toBe('queued');
    await sandbox.arrange({ match: 'order-7', faults: { restErrors: { status: 503, times: 1 } } });
    await expect(dial({ statusCallback: `${sandbox.ours.url}/status/order-7` })).rejects.toMatchObject({ status: 503 });
    await expect(dial()).resolves.toMatchObject({ status: 'queued' });
  });
});

describe('lists', () => {
  test('are paged without gaps or doubles, newest first', async () => {
    sandbox = await startTestCarrier(people);
    const sids: string[] = [];
    for (let i = 0; i < 7; i++) sids.unshift((await dial()).sid);
    const listed = await sandbox.client.calls.list({ pageSize: 3 });
    expect(listed.map(({ sid }) => sid)).toEqual(sids);
    const first = await sandbox.client.calls.page({ pageSize: 3 });
    await dial();
    const second = await first.nextPage();
    expect(second?.instances.map(({ sid }) => sid)).toEqual(sids.slice(3, 6));
    expect(second?.previousPageUrl).toContain('Page=0');
  });

  test('are filtered', async () => {
    sandbox = await startTestCarrier(people);
    const call = await dial();
    await until(call.sid, 'in-progress');
    const { calls } = sandbox.client;
    expect(await calls.list({ status: 'in-progress', to: TO })).toHaveLength(1);
    expect(await calls.list({ status: 'completed' })).toHaveLength(0);
    expect(await calls.list({ from: '+15005550100' })).toHaveLength(0);
    expect(await calls.list({ startTimeAfter: new Date(Date.now() - 86_400_000) })).toHaveLength(1);
    expect(await calls.list({ startTimeBefore: new Date(Date.now() - 86_400_000) })).toHaveLength(0);
  });

  test('lose a finished call when it is deleted', async () => {
    sandbox = await startTestCarrier(people);
    const call = await dial();
    await expect(sandbox.client.calls(call.sid).remove()).rejects.toMatchObject({ status: 400 });
    await sandbox.client.calls(call.sid).update({ status: 'completed' });
    expect(await sandbox.client.calls(call.sid).remove()).toBe(true);
    await expect(sandbox.client.calls(call.sid).fetch()).rejects.toMatchObject({ code: 20404 });
  });
});

describe('faults of callbacks', () => {
  test('duplicates carry one token', async () => {
    sandbox = await startTestCarrier(people);
    await sandbox.arrange({ number: TO, persona: 'brief', faults: { duplicateCallbacks: true } });
    await dial();
    await vi.waitFor(() => expect(callbacks()).toHaveLength(8), WAIT);
    const tokens = sandbox.ours.at('/status').map(({ headers }) => headers['i-twilio-idempotency-token']);
    expect(new Set(tokens).size).toBe(4);
    expect(callbacks().map(({ SequenceNumber }) => SequenceNumber)).toEqual(['0', '0', '1', '1', '2', '2', '3', '3']);
  });

  test('reordered ones keep their numbers', async () => {
    sandbox = await startTestCarrier(people);
    await sandbox.arrange({ number: TO, persona: 'brief', faults: { reorderCallbacks: true } });
    await dial();
    await vi.waitFor(() => expect(callbacks()).toHaveLength(4), WAIT);
    expect(callbacks().map(({ SequenceNumber }) => SequenceNumber)).toEqual(['1', '0', '3', '2']);
  });
});

describe('answering-machine detection', () => {
  test('asynchronous: the document starts at once, the verdict follows', async () => {
    sandbox = await startTestCarrier(people);
    await sandbox.arrange({ number: TO, persona: 'machine' });
    const call = await dial({ machineDetection: 'Enable', asyncAmd: 'true', asyncAmdStatusCallback: `${sandbox.ours.url}/amd` });
    await vi.waitFor(() => expect(sandbox.ours.at('/amd')).toHaveLength(1), WAIT);
    expect(sandbox.ours.at('/amd')[0]?.params).toEqual({
      CallSid: call.sid,
      AccountSid: ACCOUNT,
      AnsweredBy: 'machine_start',
      MachineDetectionDuration: '300',
    });
    expect((await sandbox.client.calls(call.sid).fetch()).answeredBy).toBe('machine_start');
  });

  test('synchronous: the document waits and is told', async () => {
    sandbox = await startTestCarrier(people);
    await sandbox.arrange({ number: TO, persona: 'machine' });
    sandbox.ours.documents['/voice'] = '<Response><Pause length="9"/></Response>';
    await dial({ twiml: undefined, url: `${sandbox.ours.url}/voice`, machineDetection: 'DetectMessageEnd' });
    await vi.waitFor(() => expect(sandbox.ours.at('/voice')).toHaveLength(1), WAIT);
    expect(sandbox.ours.at('/voice')[0]?.params).toMatchObject({
      AnsweredBy: 'machine_end_beep',
      MachineDetectionDuration: '900',
      CallStatus: 'in-progress',
    });
  });
});

describe('recordings', () => {
  const record = async (more: object = {}) => {
    sandbox = await startTestCarrier({ friendly: { says: tone(3000, 500), hangUpAfterMs: 3000 } });
    await sandbox.studio.speak('this is what we say to them', 'tone');
    const call = await dial({
      record: true,
      recordingChannels: 'dual',
      recordingStatusCallback: `${sandbox.ours.url}/recording`,
      twiml: '<Response><Say>this is what we say to them</Say><Pause length="60"/></Response>',
      ...more,
    });
    await vi.waitFor(() => expect(sandbox.ours.at('/recording')).toHaveLength(1), WAIT);
    return { call, told: sandbox.ours.at('/recording')[0]?.params ?? {} };
  };

  test('are told, listed, downloaded in two channels, and deleted', async () => {
    const { call, told } = await record();
    expect(told).toMatchObject({
      CallSid: call.sid,
      RecordingStatus: 'completed',
      RecordingDuration: '3',
      RecordingChannels: '2',
      RecordingSource: 'OutboundAPI',
      RecordingTrack: 'both',
    });
    await vi.waitFor(() => expect(callbacks().at(-1)).toMatchObject({ RecordingSid: told['RecordingSid'], RecordingDuration: '3' }), WAIT);
    const [recording] = await sandbox.client.recordings.list({ callSid: call.sid });
    expect(recording).toMatchObject({ sid: told['RecordingSid'], status: 'completed', channels: 2, duration: '3' });
    const auth = { headers: { authorization: `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}` } };
    const wav = await fetch(`${told['RecordingUrl']}.wav`, auth);
    expect(wav.headers.get('content-type')).toBe('audio/x-wav');
    expect((await wav.arrayBuffer()).byteLength).toBe(44 + 3000 * 8 * 2 * 2);
    expect((await fetch(`${told['RecordingUrl']}.wav?RequestedChannels=1`, auth)).headers.get('content-length')).toBe(String(44 + 3000 * 8 * 2));
    expect((await fetch(`${told['RecordingUrl']}.mp3`, auth)).status).toBe(406);
    expect((await fetch(`${told['RecordingUrl']}.wav`)).status).toBe(401);
    expect(await sandbox.client.recordings(String(told['RecordingSid'])).remove()).toBe(true);
    expect((await fetch(`${told['RecordingUrl']}.wav`, auth)).status).toBe(404);
    expect(await sandbox.client.calls(call.sid).recordings.list()).toHaveLength(0);
  });

  test('can be started, paused and stopped on a running call, but not beside a connected stream', async () => {
    sandbox = await startTestCarrier({ friendly: { says: tone(500, 500), repeat: true } });
    const call = await dial();
    await until(call.sid, 'in-progress');
    const { recordings } = sandbox.client.calls(call.sid);
    const started = await recordings.create({ recordingChannels: 'dual' });
    expect(started).toMatchObject({ status: 'in-progress', source: 'StartCallRecordingAPI', channels: 2 });
    const current = sandbox.client.calls(call.sid).recordings('Twilio.CURRENT');
    expect(await current.update({ status: 'paused', pauseBehavior: 'skip' })).toMatchObject({ status: 'paused' });
    expect(await current.update({ status: 'in-progress' })).toMatchObject({ status: 'in-progress' });
    expect(await current.update({ status: 'stopped' })).toMatchObject({ status: 'processing' });
    await vi.waitFor(async () => expect(await sandbox.client.recordings(started.sid).fetch()).toMatchObject({ status: 'completed' }), WAIT);
    let open = false;
    sandbox.ours.onSocket = () => (open = true);
    await sandbox.client.calls(call.sid).update({ twiml: `<Response><Connect><Stream url="${sandbox.ours.wsUrl}/m"/></Connect></Response>` });
    await vi.waitFor(() => expect(open).toBe(true), WAIT);
    await vi.waitFor(() => expect(recordings.create()).rejects.toMatchObject({ code: 21220 }), WAIT);
  });

  test('are transcribed by what is heard in them', async () => {
    const { told } = await record();
    const { intelligence } = sandbox.client;
    const service = await intelligence.v2.services.create({ uniqueName: 'calls' });
    const channel = { media_properties: { source_sid: told['RecordingSid'] } };
    const queued = await intelligence.v2.transcripts.create({ serviceSid: service.sid, channel });
    expect(queued.status).toBe('queued');
    await vi.waitFor(async () => expect((await intelligence.v2.transcripts(queued.sid).fetch()).status).toBe('completed'), WAIT);
    const sentences = await intelligence.v2.transcripts(queued.sid).sentences.list({ wordTimestamps: true });
    expect(sentences.map(({ mediaChannel, transcript }) => [mediaChannel, transcript])).toEqual(
      expect.arrayContaining([
        [1, '[unintelligible]'],
        [2, 'this is what we say to them'],
      ]),
    );
    expect(sentences.find(({ mediaChannel }) => mediaChannel === 2)?.words).toHaveLength(7);
    expect(await intelligence.v2.transcripts.list({ sourceSid: told['RecordingSid'] })).toHaveLength(1);
  });
});
