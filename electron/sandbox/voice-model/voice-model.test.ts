import { afterEach, describe, expect, test } from 'vitest';
import { BYTES_PER_MS, mulawSilence } from '#shared/audio/mulaw.ts';
import { API_KEY, connect, phoneSession, testModel } from './test-kit.ts';
import type { TestClient, TestEvent } from './test-kit.ts';
import type { VoiceModelOptions } from './voice-model.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

async function session(options: Partial<VoiceModelOptions> = {}, headers: Record<string, string> = {}) {
  const running = await testModel(options);
  cleanups.push(() => running.model.close());
  const client = connect(running.model, running.studio, headers);
  return { ...running, client };
}

async function phone(options: Partial<VoiceModelOptions> = {}, extra: object = {}, input: object = {}) {
  const made = await session(options);
  await made.client.next('session.created');
  made.client.send(phoneSession(extra, input));
  await made.client.next('session.updated');
  return made;
}

const errorOf = (event: TestEvent) => event['error'] as { code: string; param: string | null; message: string; event_id: string | null };
const responseOf = (event: TestEvent) =>
  event['response'] as {
    id: string;
    status: string;
    status_details: { reason?: string; error?: { code: string } } | null;
    output: { id: string; type: string; name?: string; status: string; content?: { type: string; transcript?: string }[] }[];
    usage: {
      input_tokens: number;
      output_token_details: { audio_tokens: number };
      input_token_details: { audio_tokens: number; cached_tokens: number };
    };
    metadata: unknown;
  };

async function reply(client: TestClient) {
  return responseOf(await client.next('response.done'));
}

function audioMs(client: TestClient): number {
  return client.events
    .filter((event) => event.type === 'response.output_audio.delta')
    .reduce((sum, event) => sum + Buffer.from(String(event['delta']), 'base64').length / BYTES_PER_MS, 0);
}

describe('the door', () => {
  test('a wrong key, an unknown model and a missing one are refused at the upgrade', async () => {
    const { model, studio } = await testModel();
    cleanups.push(() => model.close());
    const status = (client: TestClient) =>
      new Promise<number | undefined>((resolve) => client.socket.on('unexpected-response', (_, response) => resolve(response.statusCode)));
    expect(await status(connect(model, studio, { authorization: 'Bearer wrong' }))).toBe(401);
    expect(await status(connect(model, studio, {}, 'gpt-nonsense'))).toBe(404);
    expect(await status(connect(model, studio, {}, ''))).toBe(404);
  });

  test('the beta header gets its error and close 4000', async () => {
    const { client } = await session({}, { 'openai-beta': 'realtime=v1' });
    expect(errorOf(await client.next('error')).code).toBe('beta_api_shape_disabled');
    expect((await client.closed).code).toBe(4000);
  });

  test('a client secret opens a session by subprotocol, and a wrong body is named', async () => {
    const { model } = await testModel();
    cleanups.push(() => model.close());
    const post = (body: object, key = API_KEY) =>
      fetch(`${model.url.replace('ws:', 'http:')}/realtime/client_secrets`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify(body),
      });
    expect((await post({}, 'no')).status).toBe(401);
    const refused = await post({ session: { type: 'realtime', temperature: 1 } });
    expect(await refused.json()).toMatchObject({ error: { code: 'unknown_parameter', param: 'session.temperature' } });
    const { value } = (await (await post({ session: { type: 'realtime', model: 'gpt-realtime-2.1' } })).json()) as { value: string };
    expect(value).toMatch(/^ek_/);
    const { WebSocket } = await import('ws');
    const socket = new WebSocket(`${model.url}/realtime?model=gpt-realtime-2.1`, ['realtime', `openai-insecure-api-key.${value}`]);
    const first = await new Promise<string>((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString())));
    expect(JSON.parse(first)).toMatchObject({ type: 'session.created' });
    expect(socket.protocol).toBe('realtime');
    socket.close();
  });

  test('session.created comes first with all defaults', async () => {
    const { client } = await session();
    const created = await client.next('session.created');
    expect(client.events[0]).toBe(created);
    expect(created['session']).toMatchObject({
      type: 'realtime',
      object: 'realtime.session',
      model: 'gpt-realtime-2.1',
      output_modalities: ['audio'],
      tools: [],
      tool_choice: 'auto',
      max_output_tokens: 'inf',
      audio: { input: { turn_detection: { type: 'server_vad' }, transcription: null }, output: { voice: 'marin', speed: 1 } },
    });
    expect((created['session'] as { expires_at: number }).expires_at).toBeGreaterThan(Date.now() / 1000 + 3000);
  });

  test('the session ends with 1001 at its limit', async () => {
    const { client } = await session({ sessionLimitMs: 800 });
    expect(await client.closed).toEqual({ code: 1001, reason: 'Your session hit the maximum duration of 60 minutes.' });
  });
});

describe('strictness', () => {
  test.each([
    [{ temperature: 0.8 }, 'unknown_parameter', 'session.temperature'],
    [{ voice: 'marin' }, 'unknown_parameter', 'session.voice'],
    [{ audio: { input: { format: { type: 'audio/pcmu', rate: 8000 } } } }, 'unknown_parameter', 'session.audio.input.format.rate'],
    [{ audio: { input: { format: { type: 'audio/pcma' } } } }, 'invalid_value', 'session.audio.input.format.type'],
    [{ audio: { output: { voice: 'nobody' } } }, 'invalid_value', 'session.audio.output.voice'],
    [{ audio: { output: { speed: 9 } } }, 'invalid_value', 'session.audio.output.speed'],
    [
      { audio: { input: { turn_detection: { type: 'server_vad', silence_duration_ms: '500' } } } },
      'invalid_value',
      'session.audio.input.turn_detection.silence_duration_ms',
    ],
    [{ output_modalities: ['audio', 'text'] }, 'invalid_value', 'session.output_modalities'],
    [{ tools: [{ type: 'function' }] }, 'missing_required_parameter', 'session.tools[0].name'],
    [{ model: 'gpt-realtime' }, 'invalid_value', 'session.model'],
    [{ type: undefined }, 'missing_required_parameter', 'session.type'],
    [{ type: 'transcription' }, 'invalid_value', 'session.type'],
  ])('session.update with %o is refused whole', async (patch, code, param) => {
    const { client } = await session();
    await client.next('session.created');
    client.send({ type: 'session.update', event_id: 'mine', session: { type: 'realtime', instructions: 'changed', ...patch } });
    const error = errorOf(await client.next('error'));
    expect(error).toMatchObject({ code, event_id: 'mine' });
    expect(error.param).toContain(param);
    client.send({ type: 'session.update', session: { type: 'realtime' } });
    expect((await client.next('session.updated'))['session']).not.toMatchObject({ instructions: 'changed' });
  });

  test('updates merge, null switches off, and what was not named stays', async () => {
    const { client } = await phone();
    client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: null } } } });
    expect((await client.next('session.updated'))['session']).toMatchObject({
      instructions: expect.stringContaining('Kim'),
      audio: { input: { turn_detection: null, format: { type: 'audio/pcmu' }, transcription: { model: 'gpt-transcribe' } } },
    });
  });

  test('unknown events, broken JSON, binary frames and bad base64 are errors, and the session lives on', async () => {
    const { client } = await session();
    await client.next('session.created');
    client.send({ type: 'response.sing' });
    expect(errorOf(await client.next('error'))).toMatchObject({ code: 'invalid_value', param: 'type' });
    client.send({ event_id: 'x' });
    expect(errorOf(await client.next('error'))).toMatchObject({ code: 'missing_required_parameter', param: 'type', event_id: 'x' });
    client.socket.send('{');
    expect(errorOf(await client.next('error')).code).toBe('invalid_json');
    client.socket.send(Buffer.from([1, 2]));
    expect(errorOf(await client.next('error')).code).toBe('invalid_json');
    client.send({ type: 'input_audio_buffer.append', audio: '***' });
    expect(errorOf(await client.next('error'))).toMatchObject({ code: 'invalid_value', param: 'audio' });
    client.send({ type: 'input_audio_buffer.commit' });
    expect(errorOf(await client.next('error')).code).toBe('input_audio_buffer_commit_empty');
    client.send({ type: 'response.cancel' });
    expect(errorOf(await client.next('error')).code).toBe('response_cancel_not_active');
  });

  test('the voice is fixed once there is audio', async () => {
    const { client } = await phone();
    client.send({ type: 'response.create' });
    await reply(client);
    client.send(phoneSession());
    await client.next('session.updated');
    client.send({ type: 'session.update', session: { type: 'realtime', audio: { output: { voice: 'cedar' } } } });
    expect(errorOf(await client.next('error')).code).toBe('cannot_update_voice');
  });
});

describe('a turn', () => {
  test('runs in the documented order', async () => {
    const { client } = await phone();
    client.events.length = 0;
    await client.speak('Yes I do');
    await client.next('response.done');
    await client.next('conversation.item.input_audio_transcription.completed');
    const types = client.types().filter((type) => !type.startsWith('conversation.item.input_audio_transcription'));
    const first = types.filter((type, index) => types.indexOf(type) === index);
    expect(first).toEqual([
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'rate_limits.updated',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_audio_transcript.delta',
      'response.output_audio.delta',
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.done',
    ]);
    expect(types.slice(-6)).toEqual([
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'response.output_item.done',
      'conversation.item.done',
      'response.done',
    ]);
    expect(new Set(client.events.map((event) => event.event_id)).size).toBe(client.events.length);
  });

  test('is timed by the audio, and understood from it', async () => {
    const { client } = await phone();
    client.send({ type: 'input_audio_buffer.append', audio: Buffer.from(mulawSilence(1000)).toString('base64') });
    await client.speak('My bicycle is red');
    const started = await client.next('input_audio_buffer.speech_started');
    const stopped = await client.next('input_audio_buffer.speech_stopped');
    // 1000 ms of silence less 300 ms of prefix; 800 ms of speech and 400 ms of silence after it.
    expect(Number(started['audio_start_ms'])).toBeGreaterThan(600);
    expect(Number(started['audio_start_ms'])).toBeLessThan(800);
    expect(Math.abs(Number(stopped['audio_end_ms']) - 2200)).toBeLessThan(80);
    const transcript = await client.next('conversation.item.input_audio_transcription.completed');
    expect(transcript).toMatchObject({ transcript: 'My bicycle is red', item_id: started['item_id'], usage: { type: 'tokens' } });
    const deltas = client.events.filter((event) => event.type.endsWith('transcription.delta')).map((event) => event['delta']);
    expect(deltas.join('')).toBe('My bicycle is red');
  });

  test('of unknown sound is transcribed as unintelligible, and the model asks again', async () => {
    const { client } = await phone();
    client.send({ type: 'response.create' });
    await reply(client);
    const noise = Buffer.from(Uint8Array.from({ length: 8000 }, (_, i) => (i * 7919) % 256));
    client.send({ type: 'input_audio_buffer.append', audio: Buffer.concat([noise, mulawSilence(800)]).toString('base64') });
    expect((await client.next('conversation.item.input_audio_transcription.completed'))['transcript']).toBe('[unintelligible]');
    expect((await reply(client)).output[0]?.content?.[0]?.transcript).toContain('did not catch that');
  });

  test('that interrupts cancels the response at once, with all its done events', async () => {
    const { client } = await phone({ audioSpeed: 1 });
    client.send({ type: 'response.create' });
    await client.next('response.output_audio.delta');
    await client.speak('Wait a moment');
    const done = await reply(client);
    expect(done).toMatchObject({ status: 'cancelled', status_details: { reason: 'turn_detected' } });
    expect(done.output[0]?.status).toBe('incomplete');
    const types = client.types();
    const at = types.indexOf('input_audio_buffer.speech_started');
    expect(types.slice(at, at + 7)).toEqual([
      'input_audio_buffer.speech_started',
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'response.output_item.done',
      'conversation.item.done',
      'response.done',
    ]);
  });

  test('waits when it may not interrupt', async () => {
    const detection = { type: 'server_vad', silence_duration_ms: 400, interrupt_response: false };
    const { client } = await phone({ audioSpeed: 1 }, {}, { turn_detection: detection });
    client.send({ type: 'response.create' });
    await client.next('response.output_audio.delta');
    await client.speak('Yes I do');
    expect((await reply(client)).status).toBe('completed');
    expect((await reply(client)).status).toBe('completed');
    expect(client.types().filter((type) => type === 'error')).toEqual([]);
  });

  test('is only listened to when create_response is off, and by hand without detection', async () => {
    const { client } = await phone({}, {}, { turn_detection: null });
    await client.speak('Yes I do');
    client.send({ type: 'input_audio_buffer.commit' });
    await client.next('conversation.item.input_audio_transcription.completed');
    expect(client.types()).not.toContain('response.created');
    expect(client.types()).not.toContain('input_audio_buffer.speech_started');
    client.send({ type: 'input_audio_buffer.append', audio: Buffer.from(mulawSilence(400)).toString('base64') });
    client.send({ type: 'input_audio_buffer.clear' });
    await client.next('input_audio_buffer.cleared');
    client.send({ type: 'input_audio_buffer.commit' });
    expect(errorOf(await client.next('error')).code).toBe('input_audio_buffer_commit_empty');
  });

  test('ends later under a patient semantic detector', async () => {
    const { client } = await phone({}, {}, { turn_detection: { type: 'semantic_vad', eagerness: 'low' } });
    await client.speak('Yes I do', 2000);
    const stopped = await client.next('input_audio_buffer.speech_stopped');
    expect(Math.abs(Number(stopped['audio_end_ms']) - 2000)).toBeLessThan(80);
  });

  test('of silence is prompted after the idle time', async () => {
    const { client } = await phone({}, {}, { turn_detection: { type: 'server_vad', idle_timeout_ms: 5000 } });
    client.send({ type: 'response.create' });
    await reply(client);
    const timeout = await client.next('input_audio_buffer.timeout_triggered');
    expect((await client.next('input_audio_buffer.committed'))['item_id']).toBe(timeout['item_id']);
    expect((await reply(client)).output[0]?.content?.[0]?.transcript).toBe('Are you still there?');
  });
});

describe('responses', () => {
  test('come one at a time; beside the conversation any number may run', async () => {
    const { client } = await phone();
    client.send({ type: 'response.create' });
    const created = responseOf(await client.next('response.created'));
    client.send({ type: 'response.create', event_id: 'second' });
    const error = errorOf(await client.next('error'));
    expect(error).toMatchObject({ code: 'conversation_already_has_active_response', event_id: 'second' });
    expect(error.message).toContain(created.id);
    client.send({
      type: 'response.create',
      response: { conversation: 'none', output_modalities: ['text'], metadata: { topic: 'x' }, instructions: 'Say "Side note."' },
    });
    const done = [await reply(client), await reply(client)];
    const aside = done.find((response) => response.metadata !== null);
    expect(aside).toMatchObject({ metadata: { topic: 'x' }, output: [{ content: [{ type: 'output_text', text: 'Side note.' }] }] });
    const added = client.events.filter((event) => event.type === 'conversation.item.added').map((event) => (event['item'] as { id: string }).id);
    expect(added).not.toContain(aside?.output[0]?.id);
  });

  test('say what a response is told to say, transcript and audio alike', async () => {
    const { client } = await phone();
    client.send({ type: 'response.create', response: { instructions: 'Open the call with exactly these words: "Hello there. How are you?"' } });
    const done = await reply(client);
    expect(done.output[0]?.content?.[0]).toMatchObject({ type: 'output_audio', transcript: 'Hello there. How are you?' });
    const transcript = client.events.filter((event) => event.type === 'response.output_audio_transcript.delta').map((event) => event['delta']);
    expect(transcript.join('')).toBe('Hello there. How are you?');
    // Five words of 200 ms and one breath.
    expect(audioMs(client)).toBeCloseTo(1220, 0);
    const sizes = client.events.filter((event) => event.type === 'response.output_audio.delta').map((event) => String(event['delta']).length);
    expect(new Set(sizes).size).toBeGreaterThan(1);
  });

  test('are cancelled by the client, named or not', async () => {
    const { client } = await phone({ audioSpeed: 1 });
    client.send({ type: 'response.create' });
    await client.next('response.output_audio.delta');
    client.send({ type: 'response.cancel', response_id: 'resp_other' });
    expect(errorOf(await client.next('error')).code).toBe('response_cancel_not_active');
    client.send({ type: 'response.cancel' });
    expect(await reply(client)).toMatchObject({ status: 'cancelled', status_details: { reason: 'client_cancelled' } });
  });

  test('stop at max_output_tokens', async () => {
    const { client } = await phone();
    client.send({ type: 'response.create', response: { max_output_tokens: 10 } });
    const done = await reply(client);
    expect(done).toMatchObject({ status: 'incomplete', status_details: { reason: 'max_output_tokens' } });
    expect(audioMs(client)).toBe(500);
  });

  test('count tokens by the published rules, with a growing context and a cached part', async () => {
    const { client } = await phone({}, { instructions: 'You are Kim of Wheels. '.repeat(40) });
    client.send({ type: 'response.create' });
    const first = await reply(client);
    expect(first.usage.output_token_details.audio_tokens).toBe(Math.ceil(audioMs(client) / 50));
    expect(first.usage.input_token_details).toMatchObject({ audio_tokens: 0, cached_tokens: 0 });
    await client.speak('Yes I do');
    const second = await reply(client);
    // Speech of 600 ms, prefix padding (none before the stream's start) and 400 ms of silence.
    expect(second.usage.input_token_details.audio_tokens).toBeGreaterThanOrEqual(
      Math.ceil(1000 / 100) + first.usage.output_token_details.audio_tokens - 1,
    );
    expect(second.usage.input_tokens).toBeGreaterThan(first.usage.input_tokens);
    expect(second.usage.input_token_details.cached_tokens).toBeGreaterThanOrEqual(192);
    expect(second.usage.input_token_details.cached_tokens % 64).toBe(0);
  });

  test('call end_call when goodbye is said, and only when it is declared', async () => {
    const { client } = await phone(
      {},
      { tools: [{ type: 'function', name: 'end_call', parameters: { type: 'object', properties: { reason: { type: 'string' } } } }] },
    );
    client.send({ type: 'response.create' });
    await reply(client);
    await client.speak('Goodbye');
    const done = await reply(client);
    expect(done.output.map((item) => item.type)).toEqual(['message', 'function_call']);
    const called = await client.next('response.function_call_arguments.done');
    expect(called).toMatchObject({ name: 'end_call' });
    expect(JSON.parse(String(called['arguments']))).toHaveProperty('reason');
    client.send({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id: called['call_id'], output: '{}' } });
    await client.next('conversation.item.done');
    client.send({ type: 'response.create' });
    expect((await reply(client)).status).toBe('completed');
  });
});

describe('conversation items', () => {
  test('a hidden instruction changes the next reply, in the persona’s own words', async () => {
    const { client } = await phone();
    client.send({ type: 'response.create' });
    await reply(client);
    const item = { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Offer a 10% discount' }] };
    client.send({ type: 'conversation.item.create', item });
    client.send({ type: 'response.create' });
    expect((await reply(client)).output[0]?.content?.[0]?.transcript).toContain('I can offer you a 10% discount.');
  });

  test('are created, retrieved and deleted with their checks', async () => {
    const { client } = await phone();
    const item = { id: 'item_a', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] };
    client.send({ type: 'conversation.item.create', item });
    expect(await client.next('conversation.item.added')).toMatchObject({ previous_item_id: null, item: { id: 'item_a', status: 'completed' } });
    client.send({ type: 'conversation.item.create', previous_item_id: 'root', item: { ...item, id: 'item_b' } });
    expect(await client.next('conversation.item.added')).toMatchObject({ previous_item_id: null, item: { id: 'item_b' } });
    client.send({ type: 'conversation.item.create', item: { ...item, id: 'item_a' } });
    expect(errorOf(await client.next('error')).param).toBe('item.id');
    client.send({ type: 'conversation.item.create', previous_item_id: 'item_none', item });
    expect(errorOf(await client.next('error')).code).toMatch(/previous|duplicate/);
    client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'assistant', content: [{ type: 'output_audio', audio: '' }] } });
    expect(errorOf(await client.next('error')).code).toBe('invalid_value');
    client.send({ type: 'conversation.item.retrieve', item_id: 'item_a' });
    expect(await client.next('conversation.item.retrieved')).toMatchObject({ item: { id: 'item_a' } });
    client.send({ type: 'conversation.item.delete', item_id: 'item_a' });
    await client.next('conversation.item.deleted');
    client.send({ type: 'conversation.item.delete', item_id: 'item_a' });
    expect(errorOf(await client.next('error')).param).toBe('item_id');
  });

  test('truncation checks its numbers, removes the transcript, and what was not heard was not said', async () => {
    const { client } = await phone();
    client.send({ type: 'response.create', response: { instructions: 'Say "One two three four five six."' } });
    const itemId = (await reply(client)).output[0]?.id;
    const truncate = (audio_end_ms: number, id = itemId) =>
      client.send({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms });
    truncate(500.5);
    expect(errorOf(await client.next('error'))).toMatchObject({ code: 'invalid_value', param: 'audio_end_ms' });
    truncate(-1);
    expect(errorOf(await client.next('error')).param).toBe('audio_end_ms');
    truncate(1201);
    expect(errorOf(await client.next('error')).message).toBe('Audio content of 1200ms is already shorter than 1201ms');
    truncate(10, 'item_none');
    expect(errorOf(await client.next('error')).param).toBe('item_id');
    truncate(600);
    expect(await client.next('conversation.item.truncated')).toMatchObject({ item_id: itemId, content_index: 0, audio_end_ms: 600 });
    client.send({ type: 'conversation.item.retrieve', item_id: itemId });
    const kept = (await client.next('conversation.item.retrieved'))['item'] as { content: object[] };
    expect(kept.content).toEqual([{ type: 'output_audio' }]);
    client.send({
      type: 'conversation.item.create',
      item: { id: 'item_u', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
    });
    truncate(0, 'item_u');
    expect(errorOf(await client.next('error')).code).toBe('invalid_value');
  });
});

describe('faults, by the key in the request id', () => {
  test('refuse some upgrades with 429, fail replies, drop the socket', async () => {
    const { model, studio, faults } = await testModel();
    cleanups.push(() => model.close());
    faults.put('call_7', { modelRefuse429: 1, modelServerErrors: 1, modelDropAtMs: 15_000 });
    const headers = { 'x-client-request-id': 'trunkline-call_7-1' };
    const refused = connect(model, studio, headers);
    expect(await new Promise((resolve) => refused.socket.on('unexpected-response', (_, response) => resolve(response.statusCode)))).toBe(429);
    const client = connect(model, studio, headers);
    await client.next('session.created');
    client.send({ type: 'response.create' });
    expect(await reply(client)).toMatchObject({ status: 'failed', status_details: { error: { code: 'server_error' } } });
    client.send({ type: 'response.create' });
    expect(await reply(client)).toMatchObject({ status: 'completed' });
    expect((await client.closed).code).toBe(1006);
  });

  test('delay the first audio', async () => {
    const { model, studio, faults } = await testModel();
    cleanups.push(() => model.close());
    faults.put('slow', { modelSlowFirstByteMs: 5000 });
    const client = connect(model, studio, { 'x-client-request-id': 'slow' });
    await client.next('session.created');
    client.send({ type: 'response.create' });
    await client.next('response.created');
    const from = performance.now();
    await client.next('response.output_audio.delta');
    expect(performance.now() - from).toBeGreaterThan(450);
  });
});

test('PCM at 24 kHz works both ways', async () => {
  const { client, studio } = await session();
  await client.next('session.created');
  client.send({
    type: 'session.update',
    session: { type: 'realtime', instructions: 'You are Kim.', audio: { input: { transcription: { model: 'whisper-1' } } } },
  });
  await client.next('session.updated');
  const { mulaw } = await studio.speak('Yes I do', 'callee');
  const { decodeMulaw } = await import('#shared/audio/mulaw.ts');
  const { resample } = await import('#shared/audio/wav.ts');
  const samples = resample(decodeMulaw(Buffer.concat([mulaw, mulawSilence(900)])), 8000, 24000);
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  for (let at = 0; at < bytes.length; at += 1111) {
    client.send({ type: 'input_audio_buffer.append', audio: bytes.subarray(at, at + 1111).toString('base64') });
  }
  expect(await client.next('conversation.item.input_audio_transcription.completed')).toMatchObject({
    transcript: 'Yes I do',
    usage: { type: 'duration' },
  });
  const done = await reply(client);
  const words = done.output[0]?.content?.[0]?.transcript?.split(' ').length ?? 0;
  const ms = audioMs(client) / 6;
  expect(ms).toBeGreaterThanOrEqual(words * 200);
  expect(ms).toBeLessThan(words * 200 + 1000);
});
