import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sql } from 'kysely';
import type { Call } from '#shared/contract/calls.ts';
import type { AppError } from '#shared/domain/errors.ts';
import type { Store } from '#store/database.ts';
import { createTestFolder, createTestLog, openTestStore } from '#store/test-store.ts';
import { createTestApp, type TestApp, writeRecording } from './testing/test-app.ts';

const TO = '+15005550009';
const request = (over = {}) => ({ to: TO, scenario_id: 'sales', variables: {}, ...over });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'fine',
    (error: unknown) => (error as AppError).code,
  );

describe('calls', () => {
  let store: Store;
  let folder: Awaited<ReturnType<typeof createTestFolder>>;
  let test: TestApp;

  beforeEach(async () => {
    store = await openTestStore();
    folder = await createTestFolder();
    test = await createTestApp({ store, dataDir: folder.path, log: createTestLog() });
  });

  afterEach(async () => {
    await test.app.close();
    await store.close();
    await folder.remove();
  });

  const stateOf = async (id: string) => (await test.app.calls.get(test.owner, id)).state;
  const reaches = (id: string, state: Call['state']) => expect.poll(() => stateOf(id), { timeout: 5000 }).toBe(state);

  async function connected(over = {}): Promise<string> {
    const { call } = await test.app.calls.place(test.owner, request(over));
    test.line.answer(call.call_id);
    await reaches(call.call_id, 'in_progress');
    return call.call_id;
  }

  async function ended(callId: string): Promise<void> {
    test.line.end(callId, await writeRecording(folder.path, callId, test.clock.now));
    await reaches(callId, 'completed');
  }

  it('carries a call from its row to its summary', async () => {
    const { call, replayed } = await test.app.calls.place(test.owner, request());
    expect(replayed).toBe(false);
    expect(call).toMatchObject({ state: 'dialing', to: TO, from: '+15005550006', scenario_id: 'sales', placed_by: { name: 'Owner' } });
    const plan = test.line.sent('prepare')[0]?.plan;
    expect(plan?.instructions).toContain('Maya');
    expect(plan?.greeting).toContain('Hello, this is Maya');
    expect(test.line.calls[0]?.request.statusUrl).toContain(call.call_id);

    test.line.move(call.call_id, 'ringing');
    await reaches(call.call_id, 'ringing');
    test.line.answer(call.call_id);
    await reaches(call.call_id, 'in_progress');
    test.line.say(call.call_id, { utterance_id: 'b', channel: 0, text: 'Yes, this is a good moment.', start_ms: 4000, end_ms: 5500 });
    test.line.say(call.call_id, { utterance_id: 'a', channel: 1, text: 'Hello, this is Maya.', start_ms: 300, end_ms: 2000 });
    test.line.emit({
      type: 'turn',
      call_id: call.call_id,
      turn: 1,
      utterance_id: 'a',
      kind: 'greeting',
      speech_end_ms: 0,
      decision_ms: 100,
      first_token_ms: 200,
      first_audio_ms: 300,
    });
    test.line.emit({
      type: 'turn',
      call_id: call.call_id,
      turn: 2,
      utterance_id: 'c',
      kind: 'reply',
      speech_end_ms: 5500,
      decision_ms: 5600,
      first_token_ms: 5900,
      first_audio_ms: 6200,
    });
    test.clock.now += 8000;
    await ended(call.call_id);

    const done = await test.app.calls.get(test.owner, call.call_id);
    expect(done).toMatchObject({ duration_seconds: 8, turns: 2, words: 10, interruptions: 0, reason: 'The other side hung up.' });
    expect(done.latency).toEqual({ greeting_ms: 300, first_response_p50_ms: 700, first_response_p95_ms: 700 });
    expect(done.utterances.map((one) => [one.sequence, one.speaker])).toEqual([
      [1, 'agent'],
      [2, 'customer'],
    ]);
    expect(done.recording).toMatchObject({ state: 'closed', seconds: 3 });
    // The row is there before it is told of.
    await expect
      .poll(() => test.events.find((one) => one.type === 'call.summary')?.data, { timeout: 5000 })
      .toMatchObject({ state: 'completed', words: 10, recording: { channels: 2, seconds: 3 } });
    const ledger = await test.app.calls.events(test.owner, call.call_id);
    expect(ledger.map((one) => one.sequence)).toEqual(ledger.map((_, index) => index + 1));
    expect(ledger.map((one) => one.type)).toEqual(
      expect.arrayContaining(['call.created', 'call.dial_requested', 'carrier.accepted', 'media.started', 'call.ended']),
    );
    expect(ledger.findIndex((one) => one.type === 'call.dial_requested')).toBeLessThan(ledger.findIndex((one) => one.type === 'carrier.accepted'));
    const rows = await store.read.selectFrom('utterances').selectAll().orderBy('sequence').execute();
    expect(rows.map((one) => one.id)).toEqual(['a', 'b']);
  });

  it('refuses to change the ledger', async () => {
    await test.app.calls.place(test.owner, request());
    await expect(store.write.updateTable('call_events').set({ text: 'x' }).execute()).rejects.toThrow('append-only');
    await expect(store.write.deleteFrom('call_events').execute()).rejects.toThrow('append-only');
  });

  it('says what is wrong with a request, and dials nothing', async () => {
    const place = (over: object) => codeOf(test.app.calls.place(test.owner, request(over)));
    expect(await place({ to: 'call my mother' })).toBe('NUMBER_MALFORMED');
    expect(await place({ to: '+999123456789' })).toBe('NUMBER_NOT_IN_PLAN');
    expect(await place({ scenario_id: 'nothing' })).toBe('NOT_FOUND');
    expect(await place({ to: '+15005550006' })).toBe('CALL_BLOCKED');
    expect(await place({ practice: { persona: 'friendly' } })).toBe('BAD_REQUEST');
    expect(await codeOf(test.app.calls.get(test.owner, 'call_x'))).toBe('NOT_FOUND');
    expect(await codeOf(test.app.calls.act(test.owner, 'call_x', { action: 'hangup' }))).toBe('NOT_FOUND');
    expect(test.line.calls).toEqual([]);
    expect(await store.read.selectFrom('calls').selectAll().execute()).toEqual([]);
  });

  it('places one call for one key, also for twins at the same time', async () => {
    const twins = await Promise.all(Array.from({ length: 5 }, () => test.app.calls.place(test.owner, request(), { idempotencyKey: 'k1' })));
    expect(new Set(twins.map((one) => one.call.call_id)).size).toBe(1);
    expect(twins.filter((one) => !one.replayed)).toHaveLength(1);
    // None is told of a call that the carrier has not confirmed yet.
    expect(new Set(twins.map((one) => one.call.call_sid)).size).toBe(1);
    expect(twins[0]?.call.call_sid).toMatch(/^CA/);
    expect(test.line.calls).toHaveLength(1);
    const other = test.app.calls.place(test.owner, request({ to: '+15005550010' }), { idempotencyKey: 'k1' });
    expect(await codeOf(other)).toBe('IDEMPOTENCY_CONFLICT');
    test.clock.now += 25 * 60 * 60 * 1000;
    expect((await test.app.calls.place(test.owner, request(), { idempotencyKey: 'k1' })).replayed).toBe(false);
  });

  it.each([
    ['busy', 'busy'],
    ['no_answer', 'no_answer'],
    ['declined', 'declined'],
    ['failed', 'failed'],
  ] as const)('ends as %s when the line says so', async (state, expected) => {
    const { call } = await test.app.calls.place(test.owner, request());
    test.line.move(call.call_id, 'ringing');
    test.line.move(call.call_id, state);
    await reaches(call.call_id, expected);
    const done = await test.app.calls.get(test.owner, call.call_id);
    expect(done).toMatchObject({ duration_seconds: 0, answered_at: null, recording: { state: 'none' } });
    expect(test.line.sent('discard')).toHaveLength(1);
  });

  it('fails with the carrier’s words when the carrier refuses', async () => {
    test.line.dialOutcomes.push('refused');
    const { call } = await test.app.calls.place(test.owner, request());
    expect(call).toMatchObject({ state: 'failed', reason: 'The carrier cannot reach this number.', reason_code: '21214' });
  });

  it('finds a call that the carrier placed without confirming, and never dials again', async () => {
    test.line.dialOutcomes.push('placed-but-silent');
    const { call } = await test.app.calls.place(test.owner, request());
    expect(call).toMatchObject({ state: 'dialing', call_sid: null });
    await expect.poll(async () => (await test.app.calls.get(test.owner, call.call_id)).call_sid, { timeout: 5000 }).toBe(test.line.calls[0]?.sid);
    expect(test.line.calls).toHaveLength(1);
  });

  it('says that a call was not placed when the carrier’s list never shows it', async () => {
    test.line.dialOutcomes.push('lost');
    const { call } = await test.app.calls.place(test.owner, request());
    test.clock.now += 31_000;
    await reaches(call.call_id, 'failed');
    expect((await test.app.calls.get(test.owner, call.call_id)).reason_code).toBe('NOT_PLACED');
    expect(test.line.calls).toHaveLength(0);
  });

  it('calls it voicemail when a machine picked up', async () => {
    const callId = await connected();
    test.line.emit({ type: 'answering_machine', call_id: callId, fields: { answered_by: 'machine' } });
    await vi.waitFor(() => expect(test.line.sent('instruct')).toHaveLength(1));
    test.line.end(callId, await writeRecording(folder.path, callId, test.clock.now));
    await reaches(callId, 'voicemail');
  });

  it('ends a call as dropped when the edge cannot carry it on', async () => {
    const callId = await connected();
    test.line.emit({ type: 'call_failed', call_id: callId, reason: 'model_unreachable', detail: 'The voice model cannot be reached.' });
    await reaches(callId, 'dropped');
    expect((await test.app.calls.get(test.owner, callId)).reason).toBe('The voice model cannot be reached.');
  });

  it('hangs up at the carrier and at the edge, and says who did', async () => {
    const callId = await connected();
    await test.app.calls.act(test.owner, callId, { action: 'hangup' });
    expect(test.line.sent('hang_up')).toHaveLength(1);
    await reaches(callId, 'completed');
    expect((await test.app.calls.get(test.owner, callId)).reason).toBe('Owner hung up.');
    expect(await codeOf(test.app.calls.act(test.owner, callId, { action: 'hangup' }))).toBe('INVALID_CALL_STATE');
  });

  it('cancels a call that rings', async () => {
    const { call } = await test.app.calls.place(test.owner, request());
    test.line.move(call.call_id, 'ringing');
    await test.app.calls.act(test.owner, call.call_id, { action: 'hangup' });
    await reaches(call.call_id, 'canceled');
  });

  it('does what people ask of a connected call, and refuses it before', async () => {
    const { call } = await test.app.calls.place(test.owner, request());
    expect(await codeOf(test.app.calls.act(test.owner, call.call_id, { action: 'mute' }))).toBe('INVALID_CALL_STATE');
    test.line.answer(call.call_id);
    await reaches(call.call_id, 'in_progress');
    await test.app.calls.act(test.owner, call.call_id, { action: 'dtmf', digits: '12#' });
    await test.app.calls.act(test.owner, call.call_id, { action: 'whisper', text: 'Offer Tuesday.', respond: true });
    const muted = await test.app.calls.act(test.owner, call.call_id, { action: 'mute' });
    expect(muted.ai_muted).toBe(true);
    await test.app.calls.act(test.owner, call.call_id, { action: 'pause_recording' });
    expect(test.line.sent('dtmf')[0]?.digits).toBe('12#');
    expect(test.line.sent('instruct')[0]?.text).toContain('Offer Tuesday.');
    expect(test.line.sent('pause_recording')[0]?.paused).toBe(true);
    const types = (await test.app.calls.events(test.owner, call.call_id)).map((one) => one.type);
    expect(types).toEqual(expect.arrayContaining(['call.dtmf', 'call.whispered', 'call.muted', 'recording.pause_requested']));
  });

  it('tells words at once and puts late ones in their place', async () => {
    const callId = await connected();
    test.line.say(callId, { utterance_id: 'u3', text: 'third', start_ms: 3000, channel: 1 });
    test.line.say(callId, { utterance_id: 'u1', text: 'fir', start_ms: 1000, final: false });
    expect(test.events.filter((one) => one.type === 'utterance.partial')).toHaveLength(1);
    test.line.say(callId, { utterance_id: 'u1', text: 'first', start_ms: 1000 });
    test.line.say(callId, { utterance_id: 'u1', text: 'too old', start_ms: 1000, final: false });
    test.line.say(callId, { utterance_id: 'u2', text: 'second', start_ms: 3000, previous_id: 'u1', channel: 0 });
    test.line.say(callId, { utterance_id: 'u3', text: 'third', start_ms: 3000, previous_id: 'u2', channel: 1 });
    const { utterances } = await test.app.calls.get(test.owner, callId);
    expect(utterances.map((one) => [one.sequence, one.text])).toEqual([
      [1, 'first'],
      [2, 'second'],
      [3, 'third'],
    ]);
    await expect
      .poll(async () => (await store.read.selectFrom('utterances').select('text').orderBy('sequence').execute()).map((one) => one.text))
      .toEqual(['first', 'second', 'third']);
    await sql`insert into utterances_fts(utterances_fts, rank) values ('integrity-check', 1)`.execute(store.write);
  });

  it('opens one tap for all who listen, and tells who does', async () => {
    const callId = await connected();
    const heard: number[] = [];
    const endings: string[] = [];
    const stop1 = await test.app.calls.listen(
      test.owner,
      callId,
      (frame) => heard.push(frame.position_ms),
      (why) => endings.push(why),
    );
    const stop2 = await test.app.calls.listen(
      test.owner,
      callId,
      () => {},
      (why) => endings.push(why),
    );
    expect(test.line.sent('tap').map((one) => one.on)).toEqual([true]);
    expect((await test.app.calls.get(test.owner, callId)).monitors).toMatchObject([{ name: 'Owner' }]);
    test.line.emit({ type: 'frames', call_id: callId, channel: 0, position_ms: 40, mulaw: new Uint8Array(160) });
    stop1();
    stop1();
    expect(test.line.sent('tap')).toHaveLength(1);
    stop2();
    expect(test.line.sent('tap').map((one) => one.on)).toEqual([true, false]);
    expect(heard).toEqual([40]);
    const stop3 = await test.app.calls.listen(
      test.owner,
      callId,
      () => {},
      (why) => endings.push(why),
    );
    await ended(callId);
    stop3();
    expect(endings).toEqual(['The other side hung up.']);
    expect(test.events.filter((one) => one.type === 'monitor.left')).toHaveLength(2);
    expect(
      await codeOf(
        test.app.calls.listen(
          test.owner,
          callId,
          () => {},
          () => {},
        ),
      ),
    ).toBe('INVALID_CALL_STATE');
  });

  it('sees risks while the call goes on', async () => {
    const callId = await connected();
    test.line.say(callId, { utterance_id: 'u1', text: 'Please stop calling me, this is unacceptable', start_ms: 500, end_ms: 2000 });
    test.line.emit({ type: 'levels', call_id: callId, at_ms: 7000, customer: -20, agent: -90 });
    const { risk } = await test.app.calls.get(test.owner, callId);
    expect(risk.reasons.map((one) => one.rule)).toEqual(['opt_out', 'upset', 'dead_air']);
    expect(test.events.find((one) => one.type === 'risk')?.data).toMatchObject({ score: 90 });
  });

  it('tells how long a risk has lasted by now, and keeps it as it was at the end', async () => {
    const callId = await connected();
    for (const at_ms of [5000, 9000]) test.line.emit({ type: 'levels', call_id: callId, at_ms, customer: -90, agent: -90 });
    const texts = test.events.filter((one) => one.type === 'risk').map((one) => one.data.reasons[0]?.text);
    expect(texts).toEqual([expect.stringContaining('5.0 s'), expect.stringContaining('9.0 s')]);
    await ended(callId);
    expect((await test.app.calls.get(test.owner, callId)).risk.reasons[0]?.text).toContain('9.0 s');
  });

  it('makes a channel whose sound and words disagree a risk, live and afterwards', async () => {
    const callId = await connected();
    const detail = '12 s of speech by the customer have no words in the transcript.';
    test.line.emit({ type: 'recording_alarm', call_id: callId, channel: 0, detail });
    await vi.waitFor(() =>
      expect(test.events.find((one) => one.type === 'risk')?.data).toMatchObject({ reasons: [{ rule: 'transcript_gap', text: detail }] }),
    );
    await ended(callId);
    const call = await test.app.calls.get(test.owner, callId);
    expect(call.risk.reasons.map((one) => one.rule)).toContain('transcript_gap');
    expect(call.recording.alarms).toEqual([detail]);
  });

  it('wraps up, lists, searches, exports and plays', async () => {
    const callId = await connected();
    test.line.say(callId, { utterance_id: 'u1', text: 'Der Zähler ist im Keller, "wirklich" <dort>.', start_ms: 500, end_ms: 2000 });
    await ended(callId);
    await connected({ scenario_id: 'survey', to: '+15005550011' });
    expect(await test.app.calls.wrapUp(test.owner, callId, { disposition: 'goal_met', notes: 'Nice person' })).toMatchObject({
      disposition: 'goal_met',
      notes: 'Nice person',
    });

    const list = async (over: object) =>
      (await test.app.calls.list(test.owner, { page: 1, limit: 50, sort: '-created_at', ...over })).items.map((one) => one.scenario_id);
    expect(await list({})).toHaveLength(2);
    expect(await list({ live: 'true' })).toEqual(['survey']);
    expect(await list({ state: 'completed' })).toEqual(['sales']);
    expect(await list({ disposition: 'goal_met' })).toEqual(['sales']);
    expect(await list({ q: 'zahler kell' })).toEqual(['sales']);
    expect(await list({ q: '555 0011' })).toEqual(['survey']);
    expect(await list({ q: '100%' })).toEqual([]);
    expect(await list({ from_date: new Date(test.clock.now + 1).toISOString() })).toEqual([]);

    const search = (q: string) => test.app.calls.search(test.owner, { q, page: 1, limit: 10 });
    const found = await search('"ist im" kel');
    expect(found).toMatchObject({ total: 1, items: [{ call_id: callId, utterance_id: 'u1', speaker: 'customer' }] });
    expect(found.items[0]?.snippet).toContain('\u0002Keller\u0003');
    for (const hostile of ['"', '* OR NEAR(', "'; drop table calls", 'text:x AND', '-', '\u0000', '^a b*'])
      await expect(search(hostile)).resolves.toBeDefined();
    expect((await search('ist im x')).total).toBe(0);
    const stranger = { ...test.owner, org_id: 'org_other' };
    expect((await test.app.calls.search(stranger, { q: 'keller', page: 1, limit: 10 })).total).toBe(0);
    expect(await codeOf(test.app.calls.get(stranger, callId))).toBe('NOT_FOUND');
    expect(await codeOf(test.app.calls.wrapUp(stranger, callId, { notes: '' }))).toBe('NOT_FOUND');

    expect((await test.app.calls.exportTranscript(test.owner, callId, 'txt')).body).toContain('[0:00] Customer: Der Zähler');
    const vtt = await test.app.calls.exportTranscript(test.owner, callId, 'vtt');
    expect(vtt.body).toContain('00:00:00.500 --> 00:00:02.000\n<v Customer>Der Zähler ist im Keller, "wirklich" &lt;dort&gt;.');
    expect(JSON.parse((await test.app.calls.exportTranscript(test.owner, callId, 'json')).body)).toMatchObject({ call: { call_id: callId } });
    expect(await test.app.calls.recordingFile(test.owner, callId)).toMatchObject({ complete: true });
    expect(await test.app.calls.peaks(test.owner, callId)).toMatchObject({
      step_ms: 50,
      channels: [
        [0, 0.5],
        [0.25, 0],
      ],
    });
  });

  it('closes calls when the program is closed', async () => {
    const callId = await connected();
    const { call } = await test.app.calls.place(test.owner, request({ to: '+15005550012' }));
    await test.app.close();
    const rows = await store.read
      .selectFrom('calls')
      .select(['id', 'state', 'reason', 'next_check_at'])
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    expect(rows.find((one) => one.id === callId)).toMatchObject({ state: 'completed', reason: 'The program was closed.', next_check_at: null });
    expect(rows.find((one) => one.id === call.call_id)).toMatchObject({ state: 'canceled', reason: 'The program was closed.' });
    expect(await codeOf(test.app.calls.place(test.owner, request()))).toBe('OFFLINE');
  });
});
