/** Every trouble that the practice line can act out, on a call of its own, all at once: each is survived, or ends its call with a reason. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallDetail, CallEvent, PracticeFaults } from '#shared/contract/calls.ts';
import type { ApiError } from '#shared/contract/common.ts';
import { isTerminal } from '#shared/domain/call-state.ts';
import { type ConsoleClient, enterConsole } from '../helpers/console-client.ts';
import { type Hub, startHub } from '../helpers/hub.ts';
import { until } from '../helpers/until.ts';

const ALL_CALLS_MS = 170_000;

const FAULTS = {
  'a stalled line': { mediaStall: { atMs: 4000, forMs: 1500 } },
  'a line with jitter': { mediaJitterMs: 80 },
  'a line that loses frames': { mediaLossPercent: 5 },
  'a line that breaks': { mediaDropAtMs: 4000 },
  'a model that breaks': { modelDropAtMs: 12_000 },
  'a slow model': { modelSlowFirstByteMs: 2500 },
  'a model that is busy for a moment': { modelRefuse429: 2 },
  'a model that stays busy': { modelRefuse429: 99 },
  'a model with two errors': { modelServerErrors: 2 },
  'a model with errors only': { modelServerErrors: 99 },
  'a carrier that is busy for a moment': { restErrors: { status: 429, times: 1 } },
  'a carrier with an error': { restErrors: { status: 500, times: 1 } },
  'a carrier that is not available': { restErrors: { status: 503, times: 1 } },
  'callbacks that come twice': { duplicateCallbacks: true },
  'callbacks in another order': { reorderCallbacks: true },
} satisfies Record<string, PracticeFaults>;

type Trouble = keyof typeof FAULTS;

let hub: Hub;
let client: ConsoleClient;
const ended = new Map<Trouble, CallDetail & { ledger: string[] }>();

beforeAll(async () => {
  hub = await startHub({ from: 'sources' });
  client = await enterConsole(hub);
  const troubles = Object.keys(FAULTS) as Trouble[];
  const placed = await Promise.all(
    troubles.map(async (trouble) => {
      const { call_id } = await client.place({ practice: { persona: 'hangs-up', seed: 1, faults: FAULTS[trouble] } });
      return { trouble, path: `/api/v1/calls/${call_id}` };
    }),
  );
  await until(
    'all calls are over',
    async () => {
      const details = await Promise.all(placed.map(({ path }) => client.get<CallDetail>(path)));
      return details.every(({ state }) => isTerminal(state));
    },
    ALL_CALLS_MS,
  );
  for (const { trouble, path } of placed) {
    const { items } = await client.get<{ items: CallEvent[] }>(`${path}/events`);
    ended.set(trouble, { ...(await client.get<CallDetail>(path)), ledger: items.map(({ type }) => type) });
  }
}, ALL_CALLS_MS + 60_000);
afterAll(() => hub?.dispose());

function endOf(trouble: Trouble) {
  const call = ended.get(trouble);
  if (!call) throw new Error(`there was no call with ${trouble}`);
  return call;
}

test.each<Trouble>([
  ...(['a stalled line', 'a line with jitter', 'a line that loses frames', 'a model that breaks', 'a slow model'] as const),
  ...(['a model that is busy for a moment', 'a model with two errors', 'a carrier that is busy for a moment'] as const),
  ...(['callbacks that come twice', 'callbacks in another order'] as const),
])('%s is survived: a whole call, heard from both sides, recorded to its end', (trouble) => {
  const call = endOf(trouble);
  expect(call).toMatchObject({ state: 'completed', reason: 'The other side hung up.', recording: { state: 'closed', channels: 2 } });
  expect(new Set(call.utterances.filter(({ text }) => text !== '').map(({ speaker }) => speaker))).toEqual(new Set(['agent', 'customer']));
  expect(call.recording.seconds).toBeGreaterThan(10);
  expect(call.ledger.filter((type) => type === 'carrier.accepted')).toHaveLength(1);
  expect(call.ledger.at(-1)).toBe('call.ended');
});

test.each<[Trouble, object]>([
  ['a line that breaks', { state: 'dropped', reason_code: 'media_lost', recording: { state: 'closed' } }],
  ['a model that stays busy', { state: 'failed', reason_code: 'rate_limit_exceeded' }],
  ['a model with errors only', { state: 'failed', reason_code: 'server_error' }],
  ['a carrier with an error', { state: 'failed', reason_code: 'NOT_PLACED' }],
  ['a carrier that is not available', { state: 'failed', reason_code: 'NOT_PLACED' }],
])('%s ends its call, with a reason and a code', (trouble, end) => {
  const call = endOf(trouble);
  expect(call).toMatchObject({ ...end, reason: expect.stringMatching(/^[A-Z].*[.)]$/) });
  expect(call.ledger.filter((type) => type === 'call.dial_requested')).toHaveLength(1);
  expect(call.ledger.at(-1)).toBe('call.ended');
});

test('what a supervisor must know of it is told as a risk', () => {
  const rules = (trouble: Trouble) => endOf(trouble).risk.reasons.map(({ rule }) => rule);
  expect(rules('a model that breaks')).toContain('model_trouble');
  expect(rules('a model with errors only')).toContain('model_trouble');
  expect(rules('callbacks that come twice')).not.toContain('model_trouble');
  expect(endOf('a slow model').latency.first_response_p50_ms).toBeGreaterThan(2500);
  expect(endOf('a model that breaks').ledger.join(' ')).toContain('model.reconnecting model.ready');
});

test('what is told twice or out of order is written down once', () => {
  for (const trouble of ['callbacks that come twice', 'callbacks in another order'] as const) {
    const { ledger } = endOf(trouble);
    for (const type of ['carrier.ringing', 'carrier.answered', 'carrier.ended', 'call.ended'])
      expect([trouble, type, ledger.filter((one) => one === type).length]).toEqual([trouble, type, 1]);
  }
});

test('a trouble that does not exist is refused before anything is dialled', async () => {
  const body = { to: '+15005550006', scenario_id: 'survey', practice: { faults: { earthquake: true } } };
  const answer = await client.ask<ApiError>('POST', '/api/v1/calls', { body });
  expect([answer.status, answer.body.code]).toEqual([422, 'VALIDATION_ERROR']);
  expect(hub.logs()).not.toMatch(/"level":"(error|fatal)"/);
});
