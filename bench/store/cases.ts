/** What people look for, as the program answers it. */
import { listCalls } from '#core/calls/repo.ts';
import { searchUtterances } from '#core/search/utterances.ts';
import { createCallLog } from '#core/transcripts/call-log.ts';
import { createTranscriptDocuments } from '#core/transcripts/documents.ts';
import { callQuery } from '#shared/contract/calls.ts';
import type { Db } from '#store/schema.ts';
import { owner } from '../../tests/helpers/fill-store.ts';

/** @returns how many there are, for the report */
export type Ask = (db: Db) => Promise<{ total: number; shown: number }>;
export type Case = { name: string; group: 'search' | 'calls' | 'call log' | 'transcripts'; ask: Ask };

const search = (q: string, page = 1): Case => ({
  name: `search ${q}${page > 1 ? ` page ${page}` : ''}`,
  group: 'search',
  async ask(db) {
    const { total, items } = await searchUtterances(db, owner.org_id, { q, page, limit: 50 });
    return { total, shown: items.length };
  },
});

const calls = (query: Record<string, unknown>): Case => ({
  name: `calls ${JSON.stringify(query)}`,
  group: 'calls',
  async ask(db) {
    const { total, records } = await listCalls(db, owner.org_id, callQuery.parse({ limit: 100, ...query }));
    return { total, shown: records.length };
  },
});

const log = (filter: Omit<Parameters<ReturnType<typeof createCallLog>['list']>[1], 'limit' | 'page'> & { page?: number }): Case => ({
  name: `call log ${JSON.stringify(filter)}`,
  group: 'call log',
  async ask(db) {
    const { total, logs } = await createCallLog({ read: db }).list(owner, { page: 1, limit: 50, ...filter });
    return { total, shown: logs.length };
  },
});

const transcripts = (filter: Record<string, unknown>): Case => ({
  name: `transcripts ${JSON.stringify(filter)}`,
  group: 'transcripts',
  async ask(db) {
    const documents = createTranscriptDocuments({ read: db, write: db, now: Date.now });
    const { total, items } = await documents.list(owner, { skip: 0, limit: 50, ...filter });
    return { total, shown: items.length };
  },
});

export const CASES: readonly Case[] = [
  search('the'),
  search('the', 15),
  search('appointment'),
  search('appoi'),
  search('m7x'),
  search('wabc'),
  search('"is that"'),
  search('refund monday'),
  search('price speaker:customer'),
  search('the scenario:audit direction:inbound'),
  search('refund after:2026-02-01'),
  search('refund before:2025-10-01'),
  search('the dur>100'),
  search('the to:+15551000148'),
  search('price has:risk state:dropped'),
  search('nobodysaidthis'),
  calls({}),
  calls({ page: 900 }),
  calls({ scenario_id: 'audit' }),
  calls({ page: 475 }),
  calls({ state: 'dropped' }),
  calls({ sort: '-duration' }),
  calls({ sort: '-duration', scenario_id: 'sales' }),
  calls({ sort: '-duration', page: 475 }),
  calls({ sort: '-duration', q: 'sales' }),
  calls({ q: '555' }),
  calls({ q: '15005550100' }),
  calls({ q: '1000148' }),
  calls({ q: 'sales' }),
  calls({ q: 'sales', page: 130 }),
  calls({ q: 'refund' }),
  calls({ q: 'wabc' }),
  calls({ q: '"is that"' }),
  calls({ q: 'scenario:audit dur>60 has:risk' }),
  calls({ q: 'has:recording' }),
  calls({ q: 'has:notes' }),
  calls({ q: 'has:unintelligible' }),
  calls({ q: 'from:1000148' }),
  calls({ q: 'the state:dropped dur>60' }),
  log({}),
  log({ page: 950 }),
  log({ page: 1500 }),
  log({ status: 'completed' }),
  log({ status: 'completed', page: 570 }),
  log({ status: 'escalated' }),
  log({ status: 'failed' }),
  log({ agent_id: 'audit', status: 'completed' }),
  log({ search: 'refund' }),
  log({ search: 'wabc' }),
  log({ search: '1000148', status: 'completed' }),
  transcripts({}),
  transcripts({ skip: 35_000 }),
  transcripts({ skip: 60_000 }),
  transcripts({ call_direction: 'inbound' }),
  transcripts({ scenario_name: 'Audit', date_from: '2025-12-01T00:00:00Z' }),
];
