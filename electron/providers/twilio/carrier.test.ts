import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type CarrierError, type CarrierRefusal } from '#core/ports/carrier.ts';
import { ACCOUNT, FROM, type Script, startTestCarrier, type TestCarrier, TOKEN } from '#sandbox/carrier/testing.ts';
import { createTwilioCarrier } from './carrier.ts';
import { readDetectionFields, readStatusFields } from './status.ts';

const TO = '+15005550111';
const people: Record<string, Script> = {
  friendly: {},
  declines: { outcome: 'declined', ringMs: 50 },
  invalid: { outcome: 'invalid', ringMs: 0 },
  slow: { ringMs: 50_000 },
};
const refusalOf = (work: Promise<unknown>): Promise<CarrierRefusal | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => (error as CarrierError).refusal,
  );

describe('the carrier, against the sandbox', () => {
  let sandbox: TestCarrier | undefined;
  afterEach(() => sandbox?.close());

  async function start(persona: string, arrangement: object = {}) {
    sandbox = await startTestCarrier(people);
    await sandbox.arrange({ number: TO, persona, ...arrangement });
    return { sandbox, carrier: createTwilioCarrier({ accountSid: ACCOUNT, authToken: TOKEN, baseUrl: sandbox.carrier.url }) };
  }

  function request(ours: string, over = {}) {
    return {
      call_id: 'call_1',
      to: TO,
      from: FROM,
      voiceUrl: `${ours}/voice`,
      statusUrl: `${ours}/status`,
      amdUrl: `${ours}/amd`,
      timeoutSeconds: 20,
      timeLimitSeconds: 60,
      detectMachine: true,
      ...over,
    };
  }

  it('dials, follows the callbacks, detects and hangs up', async () => {
    const { sandbox, carrier } = await start('friendly');
    sandbox.ours.documents['/voice'] = '<Response><Pause length="60"/></Response>';
    const { call_sid } = await carrier.dial(request(sandbox.ours.url));
    await vi.waitFor(async () => expect((await carrier.fetch(call_sid))?.signal).toEqual({ type: 'answered' }), { timeout: 5000 });
    await vi.waitFor(() => expect(sandbox.ours.at('/amd').map((one) => carrier.readDetection(one.params))).toEqual(['human']), { timeout: 5000 });
    expect((await carrier.findRecent(TO, Date.now())).map((one) => one.call_sid)).toEqual([call_sid]);
    expect(await carrier.findRecent(TO, Date.now() + 120_000)).toEqual([]);
    await carrier.hangUp(call_sid);
    await vi.waitFor(async () => expect((await carrier.fetch(call_sid))?.ended).toMatchObject({ as: 'completed' }), { timeout: 5000 });
    await carrier.hangUp(call_sid);
    await vi.waitFor(
      () =>
        expect(sandbox.ours.at('/status').map((one) => carrier.readStatus(one.params).signal?.type ?? 'ended')).toEqual([
          'dialing',
          'ringing',
          'answered',
          'ended',
        ]),
      { timeout: 5000 },
    );
  });

  it('takes a declined call for declined and a wrong number for what it is', async () => {
    const { sandbox, carrier } = await start('declines');
    await carrier.dial(request(sandbox.ours.url));
    const last = () =>
      sandbox.ours
        .at('/status')
        .map((one) => carrier.readStatus(one.params))
        .find((one) => one.ended)?.ended;
    await vi.waitFor(() => expect(last()).toMatchObject({ as: 'declined', code: 'SIP 603', reason: 'The call was declined.' }), { timeout: 5000 });
  });

  it('cancels a call that rings', async () => {
    const { sandbox, carrier } = await start('slow');
    const { call_sid } = await carrier.dial(request(sandbox.ours.url));
    await carrier.hangUp(call_sid);
    await vi.waitFor(async () => expect((await carrier.fetch(call_sid))?.ended?.as).toMatch(/canceled|completed|no_answer/), { timeout: 5000 });
  });

  it.each([
    ['+15005550001', '21217'],
    ['+15005550002', '21214'],
    ['+15005550003', '21215'],
    ['+15005550004', '21216'],
  ])('knows that %s was not called', async (to, code) => {
    const { sandbox, carrier } = await start('friendly');
    const refusal = await refusalOf(carrier.dial(request(sandbox.ours.url, { to })));
    expect(refusal).toMatchObject({ placed: 'no', code });
    expect(refusal?.message).not.toContain('HTTP');
  });

  it.each([
    [500, 'unknown'],
    [503, 'unknown'],
    [429, 'no'],
  ] as const)('does not dial while the carrier answers with %i, and knows that it was placed: %s', async (status, placed) => {
    const { sandbox, carrier } = await start('friendly', { faults: { restErrors: { status, times: status === 429 ? 99 : 1 } } });
    expect(await refusalOf(carrier.dial(request(sandbox.ours.url)))).toMatchObject({ placed });
    expect(await carrier.findRecent(TO, Date.now())).toEqual([]);
  });

  it('asks again when the carrier has too many requests, and places one call', async () => {
    const { sandbox, carrier } = await start('friendly', { faults: { restErrors: { status: 429, times: 2 } } });
    const { call_sid } = await carrier.dial(request(sandbox.ours.url));
    expect((await carrier.findRecent(TO, Date.now())).map((one) => one.call_sid)).toEqual([call_sid]);
  });

  it('knows wrong credentials and unknown calls', async () => {
    const { sandbox, carrier } = await start('friendly');
    expect(await carrier.fetch(`CA${'0'.repeat(32)}`)).toBeUndefined();
    await carrier.hangUp(`CA${'0'.repeat(32)}`);
    const stranger = createTwilioCarrier({ accountSid: ACCOUNT, authToken: 'wrong', baseUrl: sandbox.carrier.url });
    expect(await refusalOf(stranger.dial(request(sandbox.ours.url)))).toMatchObject({ placed: 'no', code: '20003' });
  });
});

describe('the carrier, when the network fails', () => {
  it('cannot know whether a request that got no answer was heard', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const carrier = createTwilioCarrier({ accountSid: ACCOUNT, authToken: TOKEN, baseUrl, timeoutMs: 100 });
    const dial = { call_id: 'c', to: TO, from: FROM, voiceUrl: 'http://a/b', statusUrl: 'http://a/b', amdUrl: 'http://a/b' };
    const numbers = { timeoutSeconds: 1, timeLimitSeconds: 1, detectMachine: false };
    expect(await refusalOf(carrier.dial({ ...dial, ...numbers }))).toMatchObject({ placed: 'unknown' });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await refusalOf(carrier.dial({ ...dial, ...numbers }))).toMatchObject({ placed: 'no', code: 'ECONNREFUSED' });
  });
});

describe('the carrier’s words', () => {
  it('takes an unknown status for a call that goes on', () => {
    expect(readStatusFields({ CallSid: 'CA1', CallStatus: 'reticulating' })).toEqual({
      call_sid: 'CA1',
      signal: undefined,
      ended: undefined,
      raw_status: 'reticulating',
    });
  });
  it('reads every kind of detection', () => {
    expect(['human', 'machine_start', 'machine_end_beep', 'fax', 'unknown', ''].map((AnsweredBy) => readDetectionFields({ AnsweredBy }))).toEqual([
      'human',
      'machine',
      'machine',
      'fax',
      'unknown',
      'unknown',
    ]);
  });
});
