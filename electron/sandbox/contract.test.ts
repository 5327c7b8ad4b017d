/** The sandbox as strangers see it: the carrier's and the model's official clients, and a bridge between them that nobody here wrote. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RealtimeAgent, RealtimeSession } from '@openai/agents/realtime';
import { TwilioRealtimeTransportLayer } from '@openai/agents-extensions';
import twilio from 'twilio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { startSandboxWorker } from './start-in-worker.ts';
import type { SandboxHandle } from './start-in-worker.ts';
import { exampleInstructions, practiceScenarios } from './voice-model/practice-lines.ts';

const TO = '+15005550199';

let dataDir = '';
let sandbox: SandboxHandle;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sandbox-'));
  sandbox = await startSandboxWorker({ dataDir, speed: 3 });
});
afterAll(async () => {
  await sandbox.close();
  await rm(dataDir, { recursive: true, force: true });
});

type Said = { who: 'ai' | 'callee'; text: string };

/** A media server that joins each call to the model by the agents SDK's own Twilio transport. */
async function startBridge(instructions: string, voice: string) {
  const said: Said[] = [];
  const errors: unknown[] = [];
  const truncations: number[] = [];
  const http = createServer((_, response) => response.writeHead(204).end());
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  sockets.on('connection', (socket) => {
    const url = `${sandbox.modelUrl}/realtime?model=gpt-realtime-2.1`;
    const transport = new TwilioRealtimeTransportLayer({ twilioWebSocket: socket, url });
    const session = new RealtimeSession(new RealtimeAgent({ name: 'persona', instructions }), {
      transport,
      model: 'gpt-realtime-2.1',
      config: {
        audio: {
          input: { transcription: { model: 'gpt-transcribe' }, turnDetection: { type: 'server_vad', silenceDurationMs: 500 } },
          output: { voice },
        },
      },
    });
    transport.on('*', (event) => {
      if (event.type === 'error') errors.push(event);
      if (event.type === 'conversation.item.truncated') truncations.push(Number(event['audio_end_ms']));
      if (event.type === 'response.output_audio_transcript.done') said.push({ who: 'ai', text: String(event['transcript']) });
      if (event.type === 'conversation.item.input_audio_transcription.completed') said.push({ who: 'callee', text: String(event['transcript']) });
    });
    session.on('error', (error) => errors.push(error));
    session.connect({ apiKey: sandbox.apiKey }).then(
      () => transport.sendEvent({ type: 'response.create' }),
      (error: unknown) => errors.push(error),
    );
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    said,
    errors,
    truncations,
    twiml: `<Response><Connect><Stream url="ws://127.0.0.1:${port}/media"/></Connect></Response>`,
    close: () => {
      for (const client of sockets.clients) client.terminate();
      http.close();
    },
  };
}

async function control(path: string, body?: object): Promise<Response> {
  const headers = { 'x-sandbox-token': sandbox.controlToken, 'content-type': 'application/json' };
  return fetch(`${sandbox.carrierUrl}/sandbox${path}`, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers });
}

async function placeCall(twiml: string, persona: string) {
  expect((await control('/lines', { number: TO, persona, seed: 1 })).status).toBeLessThan(300);
  const client = twilio(sandbox.accountSid, sandbox.authToken);
  client.api.baseUrl = sandbox.carrierUrl;
  const { sid } = await client.calls.create({ to: TO, from: '+15005550006', twiml });
  await expect.poll(async () => (await client.calls(sid).fetch()).status, { timeout: 80_000, interval: 250 }).toBe('completed');
}

function scenario(id: string) {
  const found = practiceScenarios().find((one) => one.scenario_id === id);
  if (!found) throw new Error(`there is no scenario ${id}`);
  return found;
}

test(
  'a whole scenario is spoken over the agents SDK’s Twilio transport, both sides understand each other, and nobody complains',
  { timeout: 120_000 },
  async () => {
    const script = scenario('appointment-reminder');
    const bridge = await startBridge(exampleInstructions(script), script.voice);
    await placeCall(bridge.twiml, 'friendly');
    bridge.close();
    const ai = bridge.said.filter((one) => one.who === 'ai').map((one) => one.text);
    const callee = bridge.said.filter((one) => one.who === 'callee').map((one) => one.text);
    expect(ai.join(' ')).toContain('this is Robin, the AI assistant of Harbour Dental Clinic');
    expect(ai.join(' ')).toContain('Can you come at that time?');
    expect(ai.at(-1)).toMatch(/goodbye/i);
    expect(callee.length).toBeGreaterThanOrEqual(4);
    expect(callee.filter((text) => text.includes('unintelligible'))).toEqual([]);
    expect(bridge.errors).toEqual([]);
    expect(await (await control('/debugger')).json()).toEqual({ entries: [] });
  },
);

test('an interrupter cuts answers short, and each truncation is accepted', { timeout: 120_000 }, async () => {
  const script = scenario('payment-reminder');
  const bridge = await startBridge(exampleInstructions(script), script.voice);
  await placeCall(bridge.twiml, 'interrupter');
  bridge.close();
  expect(bridge.truncations.length).toBeGreaterThan(0);
  expect(bridge.errors).toEqual([]);
});
