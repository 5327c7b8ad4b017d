/** Analytics as the documents print them, computed from the calls of an organization when they are asked for. */
import type { z } from 'zod';
import type { AgentsApp } from '#core/agents/service.ts';
import type { comparison, metrics, Overview, performance, Realtime, TimeRange } from '#shared/contract/analytics.ts';
import type { LiveCallState } from '#shared/domain/call-state.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Db } from '#store/schema.ts';
import {
  callFacts,
  type CallFacts,
  callFactsByDay,
  callFactsByScenario,
  DAY_MS,
  NO_CALLS,
  responseSeconds,
  satisfactionOf,
  successRate,
} from './facts.ts';

export type AnalyticsQuery = { time_range: TimeRange; agent_id?: string | undefined };

export type AnalyticsApp = {
  overview(actor: Actor, query: AnalyticsQuery): Promise<Overview>;
  metrics(actor: Actor, query: AnalyticsQuery): Promise<z.infer<typeof metrics>>;
  performance(actor: Actor, query: AnalyticsQuery): Promise<z.infer<typeof performance>>;
  comparison(actor: Actor, query: AnalyticsQuery): Promise<z.infer<typeof comparison>>;
  realtime(actor: Actor): Promise<Realtime>;
};

const DAYS: Record<TimeRange, number> = { '24h': 1, '7d': 7, '30d': 30, '90d': 90 };

/** On the line with somebody. */
const TALKING: readonly LiveCallState[] = ['answered', 'in_progress', 'on_hold'];
/** On their way to somebody. */
const QUEUED: readonly LiveCallState[] = ['draft', 'queued', 'dialing', 'ringing'];

type Deps = { read: Db; agents: Pick<AgentsApp, 'list' | 'activeCount'>; now: () => number };

export function createAnalyticsApp({ read, agents, now }: Deps): AnalyticsApp {
  /** The days of a range, today in UTC being the last, as numbers since the epoch. */
  const daysOf = (range: TimeRange) => {
    const today = Math.floor(now() / DAY_MS);
    return Array.from({ length: DAYS[range] }, (_, index) => today - DAYS[range] + 1 + index);
  };

  const byDay = async <T>(actor: Actor, { time_range, agent_id }: AnalyticsQuery, tell: (date: string, facts: CallFacts) => T): Promise<T[]> => {
    const days = daysOf(time_range);
    const facts = await callFactsByDay(read, actor.org_id, { from: (days[0] ?? 0) * DAY_MS, scenario_id: agent_id });
    return days.map((day) => tell(new Date(day * DAY_MS).toISOString().slice(0, 10), facts.get(day) ?? NO_CALLS));
  };

  return {
    async overview(actor, { time_range, agent_id }) {
      const to = now() + 1;
      const from = to - DAYS[time_range] * DAY_MS;
      const [current, previous] = await Promise.all([
        callFacts(read, actor.org_id, { from, to, scenario_id: agent_id }),
        callFacts(read, actor.org_id, { from: from - DAYS[time_range] * DAY_MS, to: from, scenario_id: agent_id }),
      ]);
      return {
        total_interactions: current.calls,
        success_rate: successRate(current),
        avg_response_time: responseSeconds(current),
        customer_satisfaction: satisfactionOf(current),
        ...changes(current, previous),
        satisfaction_source: 'estimated_from_sentiment',
      };
    },

    metrics: async (actor, query) => ({
      data: await byDay(actor, query, (date, { calls }) => ({ date, calls, chats: 0, total: calls })),
    }),

    performance: async (actor, query) => ({
      data: await byDay(actor, query, (date, facts) => ({
        date,
        success_rate: successRate(facts),
        avg_response_time: responseSeconds(facts),
        satisfaction: satisfactionOf(facts),
      })),
    }),

    async comparison(actor, { time_range, agent_id }) {
      const [all, facts] = await Promise.all([
        agents.list(actor),
        callFactsByScenario(read, actor.org_id, { from: now() - DAYS[time_range] * DAY_MS, scenario_id: agent_id }),
      ]);
      return {
        agents: all
          .filter(({ id }) => agent_id === undefined || id === agent_id)
          .map(({ id, name }) => {
            const own = facts.get(id) ?? NO_CALLS;
            return {
              id,
              name,
              calls: own.calls,
              success_rate: successRate(own),
              avg_response_time: responseSeconds(own),
              satisfaction: satisfactionOf(own),
            };
          }),
      };
    },

    async realtime(actor) {
      const [rows, online_agents] = await Promise.all([
        read
          .selectFrom('calls')
          .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
          .where('org_id', '=', actor.org_id)
          .where('state', 'in', [...TALKING, ...QUEUED])
          .groupBy('state')
          .execute(),
        agents.activeCount(actor),
      ]);
      const count = (states: readonly string[]) => rows.reduce((sum, row) => sum + (states.includes(row.state) ? Number(row.count) : 0), 0);
      return { active_calls: count(TALKING), active_chats: 0, queued_interactions: count(QUEUED), online_agents };
    },
  };
}

const signed = (value: number, unit: string) => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(1)}${unit}`;

/** How the numbers moved. Where there is nothing to compare with, or nothing to compare, a change is zero. */
function changes(current: CallFacts, previous: CallFacts) {
  const growth = previous.calls === 0 ? 0 : (100 * (current.calls - previous.calls)) / previous.calls;
  const moved = (known: boolean, value: number) => (known ? value : 0);
  return {
    interactions_change: signed(growth, '%'),
    success_rate_change: signed(moved(current.answered > 0 && previous.answered > 0, successRate(current) - successRate(previous)), '%'),
    response_time_change: signed(
      moved(current.response_ms !== null && previous.response_ms !== null, responseSeconds(current) - responseSeconds(previous)),
      's',
    ),
    satisfaction_change: signed(
      moved(current.satisfaction !== null && previous.satisfaction !== null, satisfactionOf(current) - satisfactionOf(previous)),
      '',
    ),
  };
}
