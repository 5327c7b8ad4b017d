/** What a scenario says about taking turns and its voice, as the voice model's service confirms it over the wire. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RealtimeSessionCreateRequest } from 'openai/resources/realtime/realtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallPlan } from '#core/ports/voice-edge.ts';
import type { VoiceModel } from '#core/ports/voice-model.ts';
import { createEdge, type Edge } from '#edge/create-edge.ts';
import { openaiVoiceModel } from '#providers/openai/realtime-client.ts';
import { type Sandbox, startSandbox } from '#sandbox/sandbox.ts';
import { TURN_TAKING, type TurnTaking } from '#shared/contract/scenarios.ts';

let dataDir: string;
let sandbox: Sandbox;
let edge: Edge;
const confirmed = new Map<string, RealtimeSessionCreateRequest>();

/** The production adapter, and an ear on what the service answers. */
const overheard: VoiceModel = {
  ...openaiVoiceModel,
  connect: (target, handlers) =>
    openaiVoiceModel.connect(target, {
      ...handlers,
      event(event) {
        if (event.type === 'session.updated' && event.session.type === 'realtime' && !confirmed.has(target.requestId)) {
          confirmed.set(target.requestId, event.session);
        }
        handlers.event(event);
      },
    }),
};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'trunkline-turns-'));
  sandbox = await startSandbox({ dataDir });
  edge = await createEdge({ host: '127.0.0.1', port: 0, webhookAuthToken: 'x', speed: 1, ticketKey: 'k' }, overheard, () => {});
});
afterAll(async () => {
  await edge?.close();
  await sandbox?.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function sessionOf(turnTaking: TurnTaking) {
  const plan: CallPlan = {
    call_id: `call_${turnTaking}`,
    scenario_id: 'survey',
    direction: 'outbound',
    to: '+15005550110',
    from: '+15005550100',
    model: { url: sandbox.modelUrl, apiKey: sandbox.apiKey, model: 'gpt-realtime-2.1', transcriptionModel: 'gpt-transcribe' },
    instructions: 'Be kind.',
    voice: 'coral',
    greeting: 'Hello.',
    turnTaking,
    mayEndCall: true,
    maxDurationMs: 60_000,
  };
  edge.command({ type: 'prepare', plan });
  await expect.poll(() => confirmed.size, { timeout: 10_000 }).toBeGreaterThan(TURN_TAKING.indexOf(turnTaking));
  return [...confirmed.values()].at(-1)?.audio;
}

test('each preset is a detector of its own, and the protected opening begins without interruptions', async () => {
  const table: unknown[] = [];
  for (const preset of TURN_TAKING) {
    const audio = await sessionOf(preset);
    const detection = audio?.input?.turn_detection;
    if (detection?.type !== 'server_vad') throw new Error('the detector is not the one that was asked for');
    const { threshold, prefix_padding_ms, silence_duration_ms, interrupt_response, create_response } = detection;
    table.push([preset, threshold, prefix_padding_ms, silence_duration_ms, interrupt_response, create_response]);
    expect(audio?.output?.voice).toBe('coral');
  }
  expect(table).toEqual([
    ['patient', 0.6, 300, 900, true, true],
    ['balanced', 0.5, 300, 500, true, true],
    ['eager', 0.5, 200, 250, true, true],
    ['protected_opening', 0.5, 300, 500, false, true],
  ]);
});
