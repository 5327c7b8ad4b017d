/** An edge between a scripted model and a scripted line, and its events to wait for. */
import { vi } from 'vitest';
import type { CallPlan, EdgeEvent } from '#core/ports/voice-edge.ts';
import { openaiVoiceModel } from '#providers/openai/realtime-client.ts';
import { createEdge, type Edge } from '../create-edge.ts';
import type { Tuning } from '../options.ts';
import { AUTH_TOKEN, type FakeLeg, openLeg, streamUrl } from './fake-leg.ts';
import { type FakeModel, startFakeModel } from './fake-model.ts';

export const CALL_SID = `CA${'0'.repeat(32)}`;
export const WAIT = { timeout: 5000, interval: 10 };

export type Stage = {
  edge: Edge;
  model: FakeModel;
  events: EdgeEvent[];
  base: string;
  of<T extends EdgeEvent['type']>(type: T): Extract<EdgeEvent, { type: T }>[];
  until<T extends EdgeEvent['type']>(
    type: T,
    matches?: (event: Extract<EdgeEvent, { type: T }>) => boolean,
  ): Promise<Extract<EdgeEvent, { type: T }>>;
  prepare(plan?: Partial<CallPlan>): void;
  answer(): Promise<FakeLeg>;
};

const closers: (() => Promise<void>)[] = [];
export async function clearStage(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

export async function stage(options: { speed?: number; tuning?: Partial<Tuning>; format?: unknown } = {}): Promise<Stage> {
  const events: EdgeEvent[] = [];
  const model = await startFakeModel({ format: options.format });
  closers.push(model.close);
  const edge = await createEdge(
    { host: '127.0.0.1', port: 0, webhookAuthToken: AUTH_TOKEN, speed: options.speed ?? 1, ticketKey: 'key', tuning: options.tuning },
    openaiVoiceModel,
    (event) => events.push(event),
  );
  closers.push(edge.close);
  const of: Stage['of'] = (type) => events.filter((event) => event.type === type) as never;
  const base = `http://127.0.0.1:${edge.address.port}`;
  return {
    edge,
    model,
    events,
    base,
    of,
    until: (type, matches = () => true) =>
      vi.waitFor(() => {
        const found = of(type).find(matches);
        if (!found) throw new Error(`no ${type} among ${events.map((event) => event.type).join(' ')}`);
        return found;
      }, WAIT),
    prepare: (plan = {}) =>
      edge.command({
        type: 'prepare',
        plan: {
          call_id: 'call_1',
          scenario_id: 'sales',
          direction: 'outbound',
          to: '+15005550006',
          from: '+15005550001',
          model: { url: model.url, apiKey: 'sk-test', model: 'gpt-realtime-2.1', transcriptionModel: 'gpt-transcribe' },
          instructions: 'Be kind.',
          voice: 'marin',
          turnTaking: 'balanced',
          mayEndCall: true,
          maxDurationMs: 60_000,
          ...plan,
        },
      }),
    async answer() {
      const url = await streamUrl(`${base}/carrier/voice/call_1`, CALL_SID);
      return openLeg(url, CALL_SID, { speed: options.speed });
    },
  };
}
