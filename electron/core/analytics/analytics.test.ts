import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAgentsApp, timeAgo } from '#core/agents/service.ts';
import { insertFinishedCall } from '#core/transcripts/testing/finished-call.ts';
import { localOwner } from '#core/accounts/local-owner.ts';
import { createScenariosApp } from '#core/scenarios/service.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Store } from '#store/database.ts';
import { openTestStore } from '#store/test-store.ts';
import { type AnalyticsApp, createAnalyticsApp } from './service.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const DAY = 86_400_000;

let store: Store;
let owner: Actor;
let analytics: AnalyticsApp;

async function past(daysAgo: number, { resolution = 'unresolved', sentiment = 'neutral', disposition, answered = true, p50 = 700 }: Past = {}) {
  const id = await insertFinishedCall(store.write, owner, { at: NOW - daysAgo * DAY, state: answered ? 'completed' : 'no_answer' });
  const measured = answered ? { response_p50_ms: p50, disposition: disposition ?? null } : { answered_at: null, response_p50_ms: null };
  await store.write.updateTable('calls').set(measured).where('id', '=', id).execute();
  const texts = { engine: 'test', summary: '', key_topics: '[]', customer_intent: '', tags: '[]', goals_met: '[]' };
  const row = { call_id: id, org_id: owner.org_id, ...texts, sentiment, resolution, resolution_quality: 1, created_at: NOW };
  await store.write.insertInto('analyses').values(row).execute();
}
type Past = { resolution?: string; sentiment?: string; disposition?: string; answered?: boolean; p50?: number };

beforeAll(async () => {
  store = await openTestStore();
  const now = () => NOW;
  owner = await localOwner(store.write, now);
  const scenarios = createScenariosApp({ ...store, now });
  const agents = createAgentsApp({ ...store, scenarios, from: '+15005550100', publish: () => undefined, now });
  analytics = createAnalyticsApp({ read: store.read, agents, now });
  // This week: three answered, two of which succeeded, and one that nobody answered.
  await past(1, { resolution: 'resolved', sentiment: 'positive', p50: 1000 });
  await past(2, { disposition: 'goal_met', sentiment: 'positive', p50: 500 });
  await past(2, { resolution: 'resolved', disposition: 'not_interested', sentiment: 'negative', p50: 600 });
  await past(3, { answered: false, sentiment: 'neutral' });
  // The week before: one, without success.
  await past(9, { sentiment: 'neutral', p50: 1200 });
});
afterAll(() => store.close());

test('the overview counts what was answered, and compares with the range before', async () => {
  expect(await analytics.overview(owner, { time_range: '7d' })).toEqual({
    total_interactions: 4,
    success_rate: 66.7,
    avg_response_time: 0.7,
    customer_satisfaction: 3.7,
    interactions_change: '+300.0%',
    success_rate_change: '+66.7%',
    response_time_change: '-0.5s',
    satisfaction_change: '+0.7',
    satisfaction_source: 'estimated_from_sentiment',
  });
  expect(await analytics.overview(owner, { time_range: '90d' })).toMatchObject({ total_interactions: 5, interactions_change: '+0.0%' });
  expect(await analytics.overview(owner, { time_range: '7d', agent_id: 'survey' })).toMatchObject({ total_interactions: 0, success_rate: 0 });
});

test('series have every day of the range, today being the last, and add up', async () => {
  const { data } = await analytics.metrics(owner, { time_range: '7d' });
  expect(data.map(({ date }) => date)).toEqual(Array.from({ length: 7 }, (_, n) => `2026-03-${String(4 + n).padStart(2, '0')}`));
  expect(data.map(({ total }) => total)).toEqual([0, 0, 0, 1, 2, 1, 0]);
  const performance = await analytics.performance(owner, { time_range: '7d' });
  expect(performance.data[4]).toEqual({ date: '2026-03-08', success_rate: 50, avg_response_time: 0.6, satisfaction: 3 });
});

test('another organization sees nothing of it', async () => {
  const stranger = { ...owner, org_id: 'org_other', user_id: 'usr_other' };
  expect(await analytics.overview(stranger, { time_range: '90d' })).toMatchObject({ total_interactions: 0 });
  expect((await analytics.comparison(stranger, { time_range: '90d' })).agents.every(({ calls }) => calls === 0)).toBe(true);
});

test('times ago in words', () => {
  expect([0, 60_000, 120_000, 3_600_000, 49 * 3_600_000].map(timeAgo)).toEqual([
    'just now',
    '1 minute ago',
    '2 minutes ago',
    '1 hour ago',
    '2 days ago',
  ]);
});
