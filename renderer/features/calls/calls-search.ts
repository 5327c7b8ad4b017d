/** What the list of calls shows, as it stands in the address: a link brings the same list again. */
import { z } from 'zod';
import { callState, dispositionCode } from '#shared/contract/calls.ts';
import { dayEnd, dayStart } from '../../client/day-edges.ts';
import type { CallQuery } from '../../client/queries.ts';

export const CALL_SORTS = ['created_at', '-created_at', 'duration', '-duration'] as const;
export type CallSort = (typeof CALL_SORTS)[number];

export const MAX_QUERY = 200;

const DEFAULT_SORT: CallSort = '-created_at';
const day = z.iso.date();

/** A wrong value in an address is left out rather than refused. */
export const callsSearch = z.object({
  q: z.string().max(MAX_QUERY).optional().catch(undefined),
  state: callState.optional().catch(undefined),
  live: z.enum(['true', 'false']).optional().catch(undefined),
  scenario: z.string().max(80).optional().catch(undefined),
  disposition: dispositionCode.optional().catch(undefined),
  /** Calendar days where the console is, both inclusive. */
  from: day.optional().catch(undefined),
  to: day.optional().catch(undefined),
  /** Seconds. */
  min: z.number().int().min(1).max(86_400).optional().catch(undefined),
  sort: z.enum(CALL_SORTS).optional().catch(undefined),
});
export type CallsSearch = z.infer<typeof callsSearch>;

export function sortOf(search: CallsSearch): CallSort {
  return search.sort ?? DEFAULT_SORT;
}

/** The question to the API, without its page. The same search always makes the same question. */
export function toCallQuery(search: CallsSearch): CallQuery {
  const { q, state, live, scenario, disposition, from, to, min } = search;
  const words = q?.trim();
  return {
    ...(words ? { q: words } : {}),
    ...(state ? { state } : {}),
    ...(live ? { live } : {}),
    ...(scenario ? { scenario_id: scenario } : {}),
    ...(disposition ? { disposition } : {}),
    ...(from ? { from_date: dayStart(from) } : {}),
    ...(to ? { to_date: dayEnd(to) } : {}),
    ...(min ? { min_duration: min } : {}),
    sort: sortOf(search),
  };
}

/** Whether anything but the order was chosen. */
export function isFiltered(search: CallsSearch): boolean {
  return Object.entries(search).some(([name, value]) => name !== 'sort' && value !== undefined && value !== '');
}
