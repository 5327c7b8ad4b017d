/** Whole calls through the sandbox's carrier and voice model, with people who answer. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallPlan, EdgeEvent, VoiceEdge } from '#core/ports/voice-edge.ts';
import { builtInScenarios } from '#core/scenarios/built-in.ts';
import { type SandboxHandle, startSandboxWorker } from '#sandbox/start-in-worker.ts';
import type { LineArrangement } from '#sandbox/types.ts';
import { buildGreeting, buildInstructions } from '#shared/domain/scenario-instructions.ts';
import type { Tuning } from '../options.ts';
import { startEdge } from '../voice-edge.ts';

export type Truth = {
  status: string;
  streams: {
    playedMs: number;
    lineMs: number;
    underruns: number;
    underrunMs: number;
    clears: { lineMs: number; playedMs: number }[];
    marks: { name: string; cleared: boolean }[];
  }[];
};

export type Practice = {
  sandbox: SandboxHandle;
  edge: VoiceEdge;
  events: EdgeEvent[];
  of<T extends EdgeEvent['type']>(callId: string, type: T): Extract<EdgeEvent, { type: T }>[];
  dial(callId: string, line: Omit<LineArrangement, 'match'>, plan?: Partial<CallPlan>): Promise<string>;
  truth(sid: string): Promise<Truth>;
  close(): Promise<void>;
};

const scenarioOf = (id: string) => {
  const scenario = builtInScenarios().find((candidate) => candidate.scenario_id === id);
  if (!scenario) throw new Error(`there is no scenario ${id}`);
  return scenario;
};

export async function startPractice(options: { speed?: number; tuning?: Partial<Tuning>; sessionLimitMs?: number } = {}): Promise<Practice> {
  const { speed = 1 } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'practice-'));
  const sandbox = await startSandboxWorker({ speed, dataDir, callsPerSecond: 20, sessionLimitMs: options.sessionLimitMs });
  const edge = await startEdge({ host: '127.0.0.1', port: 0, webhookAuthToken: sandbox.authToken, speed, ticketKey: 'k', tuning: options.tuning });
  const events: EdgeEvent[] = [];
  edge.onEvent((event) => events.push(event));
  const scenario = scenarioOf('appointment-reminder');

  return {
    sandbox,
    edge,
    events,
    of: (callId, type) => events.filter((event) => event.type === type && 'call_id' in event && event.call_id === callId) as never,
    async dial(callId, line, plan = {}) {
      const arranged = await fetch(`${sandbox.carrierUrl}/sandbox/lines`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-sandbox-token': sandbox.controlToken },
        body: JSON.stringify({ match: callId, ...line }),
      });
      if (!arranged.ok) throw new Error(await arranged.text());
      edge.send({
        type: 'prepare',
        plan: {
          call_id: callId,
          scenario_id: scenario.scenario_id,
          direction: 'outbound',
          to: '+15005550006',
          from: '+15005550006',
          model: { url: sandbox.modelUrl, apiKey: sandbox.apiKey, model: 'gpt-realtime-2.1', transcriptionModel: 'gpt-transcribe' },
          instructions: buildInstructions(scenario, {}),
          greeting: buildGreeting(scenario, {}),
          voice: scenario.voice,
          turnTaking: 'balanced',
          recordingDir: join(dataDir, callId),
          mayEndCall: true,
          maxDurationMs: 180_000,
          ...plan,
        },
      });
      const { voiceUrl, statusUrl } = edge.addresses(callId);
      const form = new URLSearchParams({ To: '+15005550006', From: '+15005550006', Url: voiceUrl, StatusCallback: statusUrl });
      for (const event of ['initiated', 'ringing', 'answered', 'completed']) form.append('StatusCallbackEvent', event);
      const created = await fetch(`${sandbox.carrierUrl}/2010-04-01/Accounts/${sandbox.accountSid}/Calls.json`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${sandbox.accountSid}:${sandbox.authToken}`).toString('base64')}` },
        body: form,
      });
      const call = (await created.json()) as { sid?: string; message?: string };
      if (!call.sid) throw new Error(call.message);
      return call.sid;
    },
    async truth(sid) {
      const answer = await fetch(`${sandbox.carrierUrl}/sandbox/calls/${sid}/played`, { headers: { 'x-sandbox-token': sandbox.controlToken } });
      return (await answer.json()) as Truth;
    },
    async close() {
      await edge.close();
      await sandbox.close();
    },
  };
}
