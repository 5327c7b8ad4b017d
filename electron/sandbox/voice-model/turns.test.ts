import { afterEach, describe, expect, test } from 'vitest';
import { decodeMulaw, mulawSilence } from '#shared/audio/mulaw.ts';
import { resample } from '#shared/audio/wav.ts';
import { audioMs, closeAll, errorOf, phone, reply, responseOf, session } from './test-kit.ts';

afterEach(closeAll);

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

  test('tells how sure its transcript is, token by token, when the session includes that', async () => {
    const { client } = await phone();
    await client.speak('Yes I do');
    expect(await client.next('conversation.item.input_audio_transcription.completed')).not.toHaveProperty('logprobs');
    await reply(client);
    client.events.length = 0;
    client.send({ type: 'session.update', session: { type: 'realtime', include: ['item.input_audio_transcription.logprobs'] } });
    await client.next('session.updated');
    await client.speak('My bicycle is red');
    const { logprobs } = await client.next('conversation.item.input_audio_transcription.completed');
    const tokens = logprobs as { token: string; bytes: number[]; logprob: number }[];
    expect(tokens.map(({ token }) => token).join('')).toBe('My bicycle is red');
    for (const { token, bytes, logprob } of tokens) {
      expect(new TextDecoder().decode(Uint8Array.from(bytes))).toBe(token);
      expect(logprob).toBeLessThanOrEqual(0);
      expect(Math.exp(logprob)).toBeGreaterThan(0.5);
    }
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

  test('gets no answer of its own while one goes on that may not be interrupted, and the next turn answers both', async () => {
    const detection = { type: 'server_vad', silence_duration_ms: 400, interrupt_response: false };
    const { client } = await phone({ audioSpeed: 1 }, {}, { turn_detection: detection });
    client.send({ type: 'response.create' });
    await client.next('response.output_audio.delta');
    await client.speak('Yes I do');
    expect(errorOf(await client.next('error'))).toMatchObject({ code: 'conversation_already_has_active_response', event_id: null });
    expect((await reply(client)).status).toBe('completed');
    await client.speak('It is red');
    expect((await reply(client)).status).toBe('completed');
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

  test('that is committed by hand before its end is the item that its start announced', async () => {
    const { client } = await phone({}, {}, {});
    await client.speak('Yes I do', 0);
    const started = await client.next('input_audio_buffer.speech_started');
    client.send({ type: 'input_audio_buffer.commit' });
    expect((await client.next('input_audio_buffer.committed'))['item_id']).toBe(started['item_id']);
    expect(client.types().filter((type) => type === 'input_audio_buffer.committed')).toHaveLength(1);
  });

  test('goes on through an update that changes only what follows it', async () => {
    const { client } = await phone({}, {}, {});
    await client.speak('Yes I do', 0);
    const started = await client.next('input_audio_buffer.speech_started');
    const detection = { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 400, create_response: false };
    client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: detection } } } });
    client.send({ type: 'input_audio_buffer.append', audio: Buffer.from(mulawSilence(900)).toString('base64') });
    expect((await client.next('input_audio_buffer.speech_stopped'))['item_id']).toBe(started['item_id']);
    expect((await client.next('conversation.item.input_audio_transcription.completed'))['transcript']).toBe('Yes I do');
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

test('PCM at 24 kHz works both ways', async () => {
  const { client, studio } = await session();
  await client.next('session.created');
  client.send({
    type: 'session.update',
    session: { type: 'realtime', instructions: 'You are Kim.', audio: { input: { transcription: { model: 'whisper-1' } } } },
  });
  await client.next('session.updated');
  const { mulaw } = await studio.speak('Yes I do', 'callee');
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
