import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { parseWav } from '#shared/audio/wav.ts';
import { openLeg, postSigned, streamUrl } from './testing/fake-leg.ts';
import { speak } from './testing/fake-model.ts';
import { CALL_SID, clearStage, stage, WAIT } from './testing/stage.ts';

afterEach(clearStage);

test('a whole call: greeting made while it rings, a turn, a barge-in, a goodbye that ends it, a recording of what was heard', async () => {
  const { model, of, until, prepare, answer, edge } = await stage();
  const recordingDir = join(await mkdtemp(join(tmpdir(), 'edge-')), 'call_1');
  prepare({ greeting: 'Hello there.', recordingDir });

  const session = await model.session(1);
  expect(session.headers.authorization).toBe('Bearer sk-test');
  expect(session.headers['x-client-request-id']).toBe('call_1');
  const update = await session.next('session.update');
  expect(update['session']).toMatchObject({
    instructions: 'Be kind.',
    audio: { input: { format: { type: 'audio/pcmu' } } },
    include: ['item.input_audio_transcription.logprobs'],
  });
  const greeting = await session.next('response.create');
  expect(greeting['response']).toMatchObject({ instructions: expect.stringContaining('Hello there.') });
  const request = (greeting['response'] as { metadata: { request: string } }).metadata.request;
  speak(session, {
    id: 'r1',
    item: 'i1',
    request,
    lines: [
      { text: 'Hello ', audioMs: 200 },
      { text: 'there.', audioMs: 210 },
    ],
  });

  const leg = await answer();
  const first = await until('utterance', (event) => event.final);
  expect(first).toMatchObject({ utterance_id: 'i1', channel: 1, text: 'Hello there.', interrupted: false });
  expect(of('turn')[0]).toMatchObject({ kind: 'greeting', speech_end_ms: 0 });
  expect(of('turn')[0]?.first_audio_ms).toBeLessThan(60);

  leg.say(0x10, 300);
  session.send({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 500 });
  session.send({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 1500 });
  session.send({ type: 'input_audio_buffer.committed', item_id: 'u1', previous_item_id: 'i1' });
  speak(session, {
    id: 'r2',
    item: 'i2',
    lines: [
      { text: 'One two three four ', audioMs: 2000 },
      { text: 'five six seven eight.', audioMs: 2000 },
    ],
  });
  session.send({ type: 'conversation.item.input_audio_transcription.completed', item_id: 'u1', content_index: 0, transcript: 'Hi.', logprobs: null });
  expect(await until('utterance', (event) => event.channel === 0)).toMatchObject({ text: 'Hi.', previous_id: 'i1', final: true });

  const before = leg.playedMs();
  await vi.waitFor(() => expect(leg.playedMs() - before).toBeGreaterThan(900), WAIT);
  const spokeAt = performance.now();
  session.send({ type: 'input_audio_buffer.speech_started', item_id: 'u2', audio_start_ms: 2500 });
  const truncate = await session.next('conversation.item.truncate');
  await vi.waitFor(() => expect(leg.clears).toHaveLength(1), WAIT);
  const soundsOf = (bytes: Buffer) => bytes.filter((byte) => byte === 0x20).length / 8;
  const [clear] = leg.clears;
  const heard = soundsOf(clear?.played ?? Buffer.alloc(0)) - 410;
  expect(truncate).toMatchObject({ item_id: 'i2', content_index: 0 });
  // What a busy machine takes to carry the clear is played meanwhile.
  expect(Math.abs((truncate['audio_end_ms'] as number) - heard)).toBeLessThanOrEqual(60 + (clear?.at ?? 0) - spokeAt);
  const cut = await until('utterance', (event) => event.utterance_id === 'i2' && event.final);
  expect(cut.interrupted).toBe(true);
  expect('One two three four five six seven eight.').toContain(cut.text);
  expect(cut.text.split(' ').length).toBeLessThan(6);

  session.send({ type: 'input_audio_buffer.speech_stopped', item_id: 'u2', audio_end_ms: 3500 });
  session.send({ type: 'input_audio_buffer.committed', item_id: 'u2', previous_item_id: 'i2' });
  session.send({ type: 'conversation.item.input_audio_transcription.failed', item_id: 'u2', content_index: 0, error: {} });
  speak(session, {
    id: 'r3',
    item: 'i3',
    lines: [{ text: 'Goodbye.', audioMs: 300 }],
    output: [{ type: 'function_call', name: 'end_call', call_id: 'fc1', arguments: '{"reason":"done"}' }],
  });
  expect(await leg.closed).toBe(1000);
  expect((await until('media_stopped')).reason).toBe('ai_ended');
  const closed = await until('recording_closed');
  expect(
    of('utterance')
      .filter((event) => event.final)
      .map((event) => [event.utterance_id, event.unintelligible]),
  ).toEqual([
    ['i1', false],
    ['u1', false],
    ['i2', false],
    ['u2', true],
    ['i3', false],
  ]);

  const wav = parseWav(await readFile(closed.path));
  expect(wav.sampleRate).toBe(8000);
  const agent = wav.channels[1]?.filter((sample) => Math.abs(sample) > 1000).length ?? 0;
  expect(Math.abs(agent / 8 - soundsOf(leg.played()))).toBeLessThanOrEqual(60 + (clear?.at ?? 0) - spokeAt);
  const customer = wav.channels[0]?.filter((sample) => Math.abs(sample) > 1000).length ?? 0;
  expect(customer / 8).toBe(300);
  expect(JSON.parse(await readFile(closed.peaks_path, 'utf8'))).toMatchObject({ step_ms: 50, seconds: closed.seconds });
  expect(of('media_stopped')).toHaveLength(1);
  expect(of('recording_closed')).toHaveLength(1);
  await vi.waitFor(() => expect(session.open).toBe(false), WAIT);
  expect(edge.census()).toEqual({ calls: 0, beating: 0 });
});

test('the caller may say goodbye too: it is written down, nobody answers it, and then the call ends', async () => {
  const { model, of, until, prepare, answer } = await stage();
  prepare();
  const session = await model.session(1);
  const leg = await answer();
  await until('media_started');
  speak(session, {
    id: 'r1',
    item: 'i1',
    lines: [{ text: 'Goodbye.', audioMs: 200 }],
    output: [{ type: 'function_call', name: 'end_call', call_id: 'fc1', arguments: '{"reason":"done"}' }],
  });
  await session.next('session.update', (event) => JSON.stringify(event).includes('"create_response":false'));
  expect(of('media_stopped')).toEqual([]);
  const at = session.appendedMs();
  session.send({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: at });
  session.send({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: at + 600 });
  session.send({ type: 'input_audio_buffer.committed', item_id: 'u1', previous_item_id: 'i1' });
  expect(await leg.closed).toBe(1000);
  session.send({
    type: 'conversation.item.input_audio_transcription.completed',
    item_id: 'u1',
    content_index: 0,
    transcript: 'Bye!',
    logprobs: null,
  });
  expect(await until('utterance', (event) => event.channel === 0)).toMatchObject({ text: 'Bye!', final: true });
  expect(of('media_stopped').map((event) => event.reason)).toEqual(['ai_ended']);
  expect(session.received.filter((event) => event.type === 'response.create')).toEqual([]);
});

test('status callbacks arrive once, forged and unknown ones are refused', async () => {
  const { base, of, prepare, edge } = await stage();
  prepare();
  const url = `${base}/carrier/status/call_1`;
  const fields = { CallSid: CALL_SID, CallStatus: 'ringing', SequenceNumber: '1' };
  expect((await postSigned(url, fields)).status).toBe(204);
  expect((await postSigned(url, fields)).status).toBe(204);
  expect((await postSigned(url, { ...fields, SequenceNumber: '2' }, { 'i-twilio-idempotency-token': 'a' })).status).toBe(204);
  expect((await postSigned(url, { ...fields, SequenceNumber: '3' }, { 'i-twilio-idempotency-token': 'a' })).status).toBe(204);
  expect(of('carrier_status').map((event) => event.fields['SequenceNumber'])).toEqual(['1', '2']);
  expect((await fetch(url, { method: 'POST', body: 'CallStatus=completed', headers: { 'x-twilio-signature': 'x' } })).status).toBe(403);
  expect((await postSigned(`${base}/carrier/status/call_9`, fields)).status).toBe(404);
  expect((await postSigned(url, { big: 'x'.repeat(70_000) })).status).toBe(413);
  expect((await fetch(`${base}/anything`)).status).toBe(404);
  expect((await fetch(`${base}/health`)).status).toBe(200);
  expect(of('refused')).toHaveLength(3);
  edge.command({ type: 'discard', call_id: 'call_1', reason: 'busy' });
  expect(edge.census().calls).toBe(1);
  await vi.waitFor(() => expect(edge.census().calls).toBe(0), WAIT);
  expect((await postSigned(url, { ...fields, CallStatus: 'busy' })).status).toBe(204);
  expect(await (await postSigned(`${base}/carrier/voice/call_1`, fields)).text()).toContain('<Hangup/>');
});

test('a media socket needs a fresh ticket, the right call, and sense', async () => {
  const { base, of, prepare, until } = await stage();
  prepare();
  await expect(openLeg(`${base.replace('http', 'ws')}/media/nonsense`, CALL_SID, { sign: false })).rejects.toThrow(/403/);
  const url = await streamUrl(`${base}/carrier/voice/call_1`, CALL_SID);
  const leg = await openLeg(url, `CA${'9'.repeat(32)}`);
  expect(await leg.closed).toBe(1008);
  await expect(openLeg(url, CALL_SID)).rejects.toThrow(/403/);
  expect((await until('call_failed')).reason).toBe('media_never_started');
  expect(of('refused').length).toBeGreaterThanOrEqual(3);
});

test('garbage on the media socket is counted, then closed; the call ends with one reason', async () => {
  const { of, prepare, answer, until } = await stage();
  prepare();
  const leg = await answer();
  await until('media_started');
  leg.socket.send('not json');
  leg.socket.send(Buffer.from([1, 2, 3]));
  leg.send({ event: 'surprise' });
  leg.send({ event: 'media', media: { payload: '"}', timestamp: '1' } });
  leg.send({ event: 'mark' });
  expect(await leg.closed).toBe(1008);
  expect((await until('media_stopped')).reason).toBe('media_refused');
  expect(of('refused')).toHaveLength(5);
});

test('a model that breaks in the middle of an answer is back within two seconds, knowing what was said', async () => {
  const { model, of, prepare, answer, until } = await stage();
  prepare();
  const session = await model.session(1);
  const leg = await answer();
  await until('media_started');
  await vi.waitFor(() => expect(session.appendedMs()).toBeGreaterThan(600), WAIT);
  session.send({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 });
  session.send({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 900 });
  session.send({ type: 'input_audio_buffer.committed', item_id: 'u1', previous_item_id: null });
  session.send({
    type: 'conversation.item.input_audio_transcription.completed',
    item_id: 'u1',
    content_index: 0,
    transcript: 'Who is there?',
    logprobs: null,
  });
  speak(session, { id: 'r1', item: 'i1', lines: [{ text: 'It is only me. ', audioMs: 600 }], done: false });
  await until('turn');
  const at = performance.now();
  model.refusals.push(503);
  session.drop();
  const second = await model.session(2);
  const resume = await second.next('response.create');
  expect(performance.now() - at).toBeLessThan(2000);
  const items = second.received
    .filter((event) => event.type === 'conversation.item.create')
    .map((event) => event['item'] as { role: string; content: { text: string }[] });
  expect(items.map((item) => [item.role, item.content[0]?.text])).toEqual([
    ['user', 'Who is there?'],
    ['assistant', expect.stringMatching(/^It/)],
  ]);
  expect(resume['response']).toMatchObject({ instructions: expect.stringContaining('broke off') });
  expect(of('model_state').map((event) => event.state)).toEqual(['connecting', 'ready', 'reconnecting', 'ready']);
  await vi.waitFor(() => expect(second.appendedMs()).toBeGreaterThan(100), WAIT);
  leg.hangUp();
  expect((await until('media_stopped')).reason).toBe('carrier_stopped');
});

test('words that the broken session owed are heard again by the next one', async () => {
  const { model, of, prepare, answer, until } = await stage();
  prepare();
  const session = await model.session(1);
  const leg = await answer();
  await until('media_started');
  leg.say(0x10, 400);
  await vi.waitFor(() => expect(session.appendedMs()).toBeGreaterThan(600), WAIT);
  session.send({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 });
  session.drop();
  const second = await model.session(2);
  await vi.waitFor(() => expect(second.appendedMs()).toBeGreaterThan(600), WAIT);
  expect(of('utterance')).toEqual([]);
  leg.hangUp();
  await until('media_stopped');
});

test('a refused key ends the call with words for people; a busy model is tried again', async () => {
  const { model, prepare, until, of, edge } = await stage();
  model.refusals.push(429, 503);
  prepare();
  await until('model_state', (event) => event.state === 'ready');
  edge.command({ type: 'discard', call_id: 'call_1', reason: 'test' });
  await vi.waitFor(() => expect(edge.census().calls).toBe(0), WAIT);
  model.refusals.push(401);
  prepare();
  const failed = await until('call_failed');
  expect(failed).toMatchObject({ reason: 'invalid_api_key', detail: expect.stringContaining('API key') });
  expect(of('call_failed')).toHaveLength(1);
});

test('a model that answers in another audio format never reaches the line', async () => {
  const { prepare, until } = await stage({ format: { type: 'audio/pcm', rate: 24000 } });
  prepare();
  expect((await until('call_failed')).reason).toBe('wrong_audio_format');
});

test('muting the AI silences it at once and cancels what it was making', async () => {
  const { model, prepare, answer, until, edge } = await stage();
  prepare();
  const session = await model.session(1);
  const leg = await answer();
  await until('media_started');
  speak(session, { id: 'r1', item: 'i1', lines: [{ text: 'A long answer. ', audioMs: 3000 }], done: false });
  await until('turn');
  edge.command({ type: 'mute_ai', call_id: 'call_1', muted: true });
  await session.next('response.cancel');
  await session.next('session.update', (event) => JSON.stringify(event).includes('"create_response":false'));
  await vi.waitFor(() => expect(leg.clears).toHaveLength(1), WAIT);
  expect(leg.queuedMs()).toBe(0);
  edge.command({ type: 'mute_ai', call_id: 'call_1', muted: false });
  await session.next('session.update', (event) => JSON.stringify(event).includes('"create_response":true'));
});

test('a protected opening is said to its end, then the caller may interrupt', async () => {
  const { model, prepare, answer, until, of } = await stage();
  prepare({ turnTaking: 'protected_opening', greeting: 'Hello, this call is recorded.' });
  const session = await model.session(1);
  const create = await session.next('response.create');
  expect(JSON.stringify(session.received[0])).toContain('"interrupt_response":false');
  speak(session, {
    id: 'r1',
    item: 'i1',
    request: (create['response'] as { metadata: { request: string } }).metadata.request,
    lines: [{ text: 'Hello, this call is recorded.', audioMs: 800 }],
  });
  const leg = await answer();
  await until('turn');
  session.send({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 });
  await session.next('session.update', (event) => JSON.stringify(event).includes('"interrupt_response":true'));
  expect(leg.clears).toEqual([]);
  expect(of('utterance').findLast((event) => event.utterance_id === 'i1')).toMatchObject({ interrupted: false, final: true });
});

test('keys become tones, hidden instructions reach only the model, listeners get both channels', async () => {
  const { model, prepare, answer, until, of, edge } = await stage();
  prepare();
  const session = await model.session(1);
  const leg = await answer();
  await until('media_started');
  edge.command({ type: 'tap', call_id: 'call_1', on: true });
  edge.command({ type: 'dtmf', call_id: 'call_1', digits: '12#' });
  await vi.waitFor(() => expect(leg.played().filter((byte) => byte !== 0xff && byte !== 0x7f).length).toBeGreaterThan(3 * 700), WAIT);
  edge.command({ type: 'instruct', call_id: 'call_1', text: 'Offer a discount.', respond: true });
  expect((await session.next('conversation.item.create'))['item']).toMatchObject({ role: 'system' });
  await session.next('response.create');
  await vi.waitFor(() => expect(of('frames').length).toBeGreaterThan(20), WAIT);
  const agent = of('frames').filter((event) => event.channel === 1);
  expect(agent.every((event, at) => at === 0 || event.position_ms - (agent[at - 1]?.position_ms ?? 0) === 20)).toBe(true);
  edge.command({ type: 'tap', call_id: 'call_1', on: false });
  leg.send({ event: 'dtmf', streamSid: 'x', dtmf: { track: 'inbound_track', digit: '5' } });
  expect((await until('dtmf')).digit).toBe('5');
  expect(of('levels').length).toBeGreaterThan(2);
  edge.command({ type: 'hang_up', call_id: 'call_1', reason: 'supervisor' });
  expect((await until('media_stopped')).reason).toBe('supervisor');
});

test('a session near its 60 minutes is replaced in a silence, on a fast clock', async () => {
  const { model, prepare, answer, until } = await stage({ speed: 20, tuning: { rolloverAfterMs: 4000, rolloverDeadlineMs: 20_000 } });
  prepare();
  const first = await model.session(1);
  const leg = await answer();
  await until('model_state', (event) => event.state === 'rolled_over');
  const second = await model.session(2);
  await vi.waitFor(() => expect(first.open).toBe(false), WAIT);
  await vi.waitFor(() => expect(second.appendedMs()).toBeGreaterThan(500), WAIT);
  leg.hangUp();
  await until('media_stopped');
});

test('a stalled line is padded, so that the model keeps its sense of time', async () => {
  const { model, prepare, answer, until } = await stage();
  prepare();
  const session = await model.session(1);
  const leg = await answer();
  await until('media_started');
  await vi.waitFor(() => expect(session.appendedMs()).toBeGreaterThan(200), WAIT);
  leg.stall(400);
  const before = leg.playedMs();
  await vi.waitFor(() => expect(leg.playedMs() - before).toBeGreaterThan(600), WAIT);
  await vi.waitFor(() => expect(session.appendedMs()).toBeGreaterThan(leg.playedMs() - 100), WAIT);
});

test('a line that breaks leaves one ending and a recording', async () => {
  const { prepare, answer, until, of } = await stage();
  prepare({ recordingDir: join(await mkdtemp(join(tmpdir(), 'edge-')), 'r') });
  const leg = await answer();
  await until('levels');
  leg.socket.terminate();
  expect((await until('media_stopped')).reason).toBe('media_lost');
  await until('recording_closed');
  expect(of('media_stopped')).toHaveLength(1);
});

test('the longest duration ends the call, after the AI was told to say goodbye', async () => {
  const { model, prepare, answer, until } = await stage();
  prepare({ maxDurationMs: 900 });
  const session = await model.session(1);
  await answer();
  const told = await session.next('conversation.item.create');
  expect(JSON.stringify(told['item'])).toContain('Wrap up the call now');
  expect((await until('media_stopped')).reason).toBe('max_duration');
});
