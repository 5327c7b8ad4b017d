import { afterEach, describe, expect, test } from 'vitest';
import { API_KEY, closeAll, connect, errorOf, onClose, phone, phoneSession, reply, session, testModel } from './test-kit.ts';
import type { TestClient } from './test-kit.ts';

afterEach(closeAll);

describe('the door', () => {
  test('a wrong key, an unknown model and a missing one are refused at the upgrade', async () => {
    const { model, studio } = await testModel();
    onClose(() => model.close());
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
    onClose(() => model.close());
    const post = (body: object, key = API_KEY) =>
      fetch(`${model.url.replace('ws:', 'http:')}/realtime/client_secrets`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify(body),
      });
    expect((await post({}, 'no')).status).toBe(401);
    const refused = await post({ session: { type: 'realtime', temperature: 1 } });
    expect(await refused.json()).toMatchObject({ error: { code: 'unknown_parameter', param: 'session.temperature' } });
    const { value } = (await (await post({ session: { type: 'realtime', model: 'gpt-realtime-2.1', instructions: 'You are Kim.' } })).json()) as {
      value: string;
    };
    expect(value).toMatch(/^ek_/);
    const { WebSocket } = await import('ws');
    const socket = new WebSocket(`${model.url}/realtime?model=gpt-realtime-2.1`, ['realtime', `openai-insecure-api-key.${value}`]);
    const first = await new Promise<string>((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString())));
    expect(JSON.parse(first)).toMatchObject({ type: 'session.created', session: { instructions: 'You are Kim.' } });
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
    onClose(() => model.close());
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
    onClose(() => model.close());
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
