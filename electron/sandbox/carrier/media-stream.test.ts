import twilio from 'twilio';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { FROM, TOKEN, type Script, type TestCarrier, readSocket, startTestCarrier, tone } from './testing.ts';

let sandbox: TestCarrier;
afterEach(() => sandbox?.close());

const TO = '+15005550111';
const WAIT = { timeout: 5000, interval: 5 };

async function connected(scripts: Record<string, Script> = { friendly: {} }, faults?: object, after = '') {
  sandbox = await startTestCarrier(scripts);
  const { client, ours } = sandbox;
  if (faults) await sandbox.arrange({ number: TO, faults });
  let raw: WebSocket | undefined;
  let socket: ReturnType<typeof readSocket> | undefined;
  ours.onSocket = (one) => {
    raw = one;
    socket = readSocket(one);
  };
  ours.documents['/voice'] =
    `<Response><Connect><Stream url="${ours.wsUrl}/media"><Parameter name="call" value="c-1"/></Stream></Connect>${after}</Response>`;
  const call = await client.calls.create({
    to: TO,
    from: FROM,
    url: `${ours.url}/voice`,
    statusCallback: `${ours.url}/status`,
    statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
  });
  await vi.waitFor(() => expect(socket?.of('media').length).toBeGreaterThan(2), WAIT);
  if (!socket || !raw) throw new Error('no socket');
  return { call, socket, raw };
}

const truthOf = async (sid: string) => (await sandbox.control(`/calls/${sid}/played`)).body.streams[0];

describe('a media stream', () => {
  test('begins with connected and start, numbers everything, and carries the far end', async () => {
    const { call, socket } = await connected({ friendly: { says: tone(200, 500), repeat: true } });
    const [first, start, media] = socket.messages;
    expect(first).toEqual({ event: 'connected', protocol: 'Call', version: '1.0.0' });
    expect(start).toMatchObject({
      event: 'start',
      sequenceNumber: '1',
      start: {
        callSid: call.sid,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: { call: 'c-1' },
      },
    });
    expect(media).toMatchObject({ event: 'media', sequenceNumber: '2', media: { track: 'inbound', chunk: '1', timestamp: '20' } });
    expect(Buffer.from(media?.['media'].payload, 'base64')).toHaveLength(160);
  });

  test('signs the upgrade over the ws URL', async () => {
    await connected();
    const [upgrade] = sandbox.ours.upgrades;
    expect(upgrade && twilio.validateRequest(TOKEN, String(upgrade.headers['x-twilio-signature']), upgrade.url, {})).toBe(true);
  });

  test('plays audio of any length and echoes marks after what lay before them', async () => {
    const { call, socket } = await connected();
    socket.mark('idle');
    await vi.waitFor(() => expect(socket.of('mark')).toHaveLength(1), WAIT);
    const spoken = tone(1003, 700);
    socket.play(spoken);
    socket.mark('end');
    await vi.waitFor(() => expect(socket.of('mark').map((one) => one['mark'].name)).toEqual(['idle', 'end']), WAIT);
    const truth = await truthOf(call.sid);
    expect(truth).toMatchObject({ playedMs: 1003, queuedMs: 0, underruns: 0 });
    const marks = truth.marks as { name: string; lineMs: number; playedMs: number }[];
    expect(marks[1]?.playedMs).toBe(1003);
    const heard = Buffer.concat(sandbox.callees.heard.get('friendly') ?? []);
    expect(heard.includes(Buffer.from(spoken))).toBe(true);
  });

  test('clear drops what waits and gives all marks back', async () => {
    const { call, socket } = await connected();
    socket.play(tone(60_000, 700));
    socket.mark('a');
    socket.mark('b');
    socket.send({ event: 'clear' });
    await vi.waitFor(() => expect(socket.of('mark')).toHaveLength(2), WAIT);
    const truth = await truthOf(call.sid);
    expect(truth.queuedMs).toBe(0);
    expect(truth.clears).toHaveLength(1);
    expect(truth.clears[0].playedMs + truth.clears[0].droppedMs).toBe(60_000);
  });

  test('warns once about what it cannot read, and lives on', async () => {
    const { call, socket, raw } = await connected();
    raw.send(Buffer.from([1, 2, 3]));
    raw.send('not json');
    raw.send(JSON.stringify({ event: 'mark', streamSid: socket.streamSid(), mark: {} }));
    socket.mark('still here');
    await vi.waitFor(() => expect(socket.of('mark')).toHaveLength(1), WAIT);
    expect(await sandbox.codes()).toEqual([31950, 31951]);
    expect((await sandbox.client.calls(call.sid).fetch()).status).toBe('in-progress');
  });

  test('audio for more than ten minutes is discarded with a warning', async () => {
    const { call, socket } = await connected();
    const minutes = tone(5 * 60_000, 700);
    for (let i = 0; i < 3; i++) socket.play(minutes);
    await vi.waitFor(async () => expect(await sandbox.codes()).toEqual([31931]), WAIT);
    const truth = await truthOf(call.sid);
    expect(truth.discardedMs).toBeGreaterThan(4.5 * 60_000);
  });

  test('when our server closes, the next verb runs; without one the call ends', async () => {
    const { call, raw } = await connected(undefined, undefined, '<Say>goodbye</Say>');
    raw.close();
    await vi.waitFor(async () => expect((await sandbox.client.calls(call.sid).fetch()).status).toBe('completed'), WAIT);
    const { mulaw } = await sandbox.studio.speak('goodbye', 'tone');
    expect(Buffer.concat(sandbox.callees.heard.get('friendly') ?? []).includes(Buffer.from(mulaw))).toBe(true);
  });

  test('a hang-up over REST sends stop and closes', async () => {
    const { call, socket } = await connected();
    await sandbox.client.calls(call.sid).update({ status: 'completed' });
    await vi.waitFor(() => expect(socket.closed()).toBe(1000), WAIT);
    expect(socket.messages.at(-1)).toMatchObject({ event: 'stop', stop: { callSid: call.sid } });
  });

  test('a new document replaces the stream', async () => {
    const { call, socket } = await connected();
    await sandbox.client.calls(call.sid).update({ twiml: '<Response><Pause length="60"/></Response>' });
    await vi.waitFor(() => expect(socket.closed()).toBe(1000), WAIT);
    expect((await sandbox.client.calls(call.sid).fetch()).status).toBe('in-progress');
  });

  test('keys that the far end presses arrive as dtmf', async () => {
    const { call, socket } = await connected();
    expect((await sandbox.control(`/calls/${call.sid}/digits`, { digits: '1#' })).status).toBe(202);
    await vi.waitFor(
      () =>
        expect(socket.of('dtmf').map((one) => one['dtmf'])).toEqual([
          { track: 'inbound_track', digit: '1' },
          { track: 'inbound_track', digit: '#' },
        ]),
      WAIT,
    );
  });

  test('frames come at the pace of the clock', async () => {
    const { socket } = await connected();
    const before = { at: sandbox.clock.now(), count: socket.of('media').length };
    await vi.waitFor(() => expect(socket.of('media').length).toBeGreaterThan(before.count + 500), WAIT);
    const perSecond = ((socket.of('media').length - before.count) / (sandbox.clock.now() - before.at)) * 1000;
    expect(perSecond).toBeGreaterThan(40);
    expect(perSecond).toBeLessThan(60);
  });
});

describe('faults of a stream', () => {
  test('a stall loses frames, the timestamps tell', async () => {
    const { call, socket } = await connected(undefined, { mediaStall: { atMs: 200, forMs: 400 } });
    await vi.waitFor(() => expect(socket.of('media').length).toBeGreaterThan(40), WAIT);
    const stamps = socket.of('media').map((one) => Number(one['media'].timestamp));
    expect(stamps.slice(8, 12)).toEqual([180, 200, 620, 640]);
    expect((await truthOf(call.sid)).framesLost).toBe(20);
  });

  test('frames get lost one by one, the timestamps tell', async () => {
    const { call, socket } = await connected(undefined, { mediaLossPercent: 50 });
    await vi.waitFor(() => expect(socket.of('media').length).toBeGreaterThan(200), WAIT);
    const { framesLost } = await truthOf(call.sid);
    const stamps = socket.of('media').map((one) => Number(one['media'].timestamp));
    expect(framesLost).toBeGreaterThan(100);
    expect(stamps.filter((stamp, i) => stamp - (stamps[i - 1] ?? 0) > 20).length).toBeGreaterThan(50);
    expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
  });

  test('a drop is abrupt', async () => {
    const { call, socket } = await connected(undefined, { mediaDropAtMs: 300 }, '<Pause length="100"/>');
    await vi.waitFor(() => expect(socket.closed()).toBe(1006), WAIT);
    expect(await sandbox.codes()).toContain(31903);
    expect((await sandbox.client.calls(call.sid).fetch()).status).toBe('in-progress');
  });

  test('jitter keeps the order', async () => {
    const { socket } = await connected(undefined, { mediaJitterMs: 60 });
    await vi.waitFor(() => expect(socket.of('media').length).toBeGreaterThan(100), WAIT);
    const sequence = socket.messages.slice(1).map((one) => Number(one['sequenceNumber']));
    expect(sequence).toEqual(sequence.map((_, i) => i + 1));
  });
});
