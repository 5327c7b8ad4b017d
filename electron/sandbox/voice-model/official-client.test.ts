import OpenAI from 'openai';
import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { afterEach, expect, test } from 'vitest';
import { BYTES_PER_MS, mulawSilence } from '#shared/audio/mulaw.ts';
import { loopbackCertificate } from './test-certificate.ts';
import { API_KEY, closeAll, onClose, testModel } from './test-kit.ts';

afterEach(closeAll);

async function official(apiKey = API_KEY) {
  const tls = loopbackCertificate();
  const { model, studio } = await testModel({ tls });
  const client = new OpenAI({ apiKey, baseURL: `https://127.0.0.1:${model.port}/v1` });
  const realtime = new OpenAIRealtimeWS({ model: 'gpt-realtime-2.1', options: { ca: tls.cert } }, client);
  const errors: Error[] = [];
  realtime.on('error', (error) => errors.push(error));
  onClose(async () => {
    realtime.close();
    await model.close();
  });
  const events: RealtimeServerEvent[] = [];
  realtime.on('event', (event) => events.push(event));
  return { realtime, studio, errors, events };
}

test('the official client holds a spoken conversation with the sandbox', async () => {
  const { realtime, studio, errors, events } = await official();
  const done = () => events.filter((event) => event.type === 'response.done');
  await expect.poll(() => events[0]?.type).toBe('session.created');
  realtime.send({
    type: 'session.update',
    session: {
      type: 'realtime',
      output_modalities: ['audio'],
      instructions: 'You are Kim of Wheels. Ask whether they own a bicycle. Ask what colour it has.',
      audio: {
        input: {
          format: { type: 'audio/pcmu' },
          noise_reduction: { type: 'far_field' },
          transcription: { model: 'gpt-transcribe', language: 'en' },
          turn_detection: {
            type: 'server_vad',
            threshold: 0.6,
            prefix_padding_ms: 300,
            silence_duration_ms: 500,
            create_response: true,
            interrupt_response: true,
          },
        },
        output: { format: { type: 'audio/pcmu' }, voice: 'cedar', speed: 1 },
      },
      tools: [{ type: 'function', name: 'end_call', description: 'Ends the call.', parameters: { type: 'object', properties: {} } }],
      tool_choice: 'auto',
      max_output_tokens: 'inf',
      reasoning: { effort: 'low' },
      truncation: 'auto',
      tracing: null,
    },
  });
  realtime.send({ type: 'response.create' });
  await expect.poll(() => done().length).toBe(1);
  const { mulaw } = await studio.speak('Yes I do own a bicycle', 'callee');
  const audio = Buffer.concat([mulaw, mulawSilence(900)]);
  for (let at = 0; at < audio.length; at += 20 * BYTES_PER_MS) {
    realtime.send({ type: 'input_audio_buffer.append', audio: audio.subarray(at, at + 20 * BYTES_PER_MS).toString('base64') });
  }
  await expect.poll(() => done().length).toBe(2);
  await expect
    .poll(() => events.find((event) => event.type === 'conversation.item.input_audio_transcription.completed'))
    .toMatchObject({ transcript: 'Yes I do own a bicycle' });
  const spoken = events.filter((event) => event.type === 'response.output_audio_transcript.done').map((event) => event.transcript);
  expect(spoken[0]).toContain('May I ask whether you own a bicycle?');
  expect(spoken[1]).toContain('May I ask what colour it has?');
  expect(errors).toEqual([]);
});

test('the official client reports the server’s errors with their codes', async () => {
  const { realtime, errors, events } = await official();
  await expect.poll(() => events[0]?.type).toBe('session.created');
  realtime.send({ type: 'session.update', session: { type: 'realtime', temperature: 0.8 } as { type: 'realtime' } });
  await expect.poll(() => errors[0]).toMatchObject({ error: { code: 'unknown_parameter', param: 'session.temperature' } });
});

test('the official client is refused with a wrong key', async () => {
  const { errors, events } = await official('sk-wrong');
  await expect.poll(() => errors.length).toBeGreaterThan(0);
  expect(String(errors[0]?.message)).toContain('401');
  expect(events).toEqual([]);
});
