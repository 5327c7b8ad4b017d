/** Keeps what queries have read in step with the live plane, so that lists never wait for a reload. */
import type { QueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Call, CallDetail } from '#shared/contract/calls.ts';
import type { Presence } from '#shared/contract/accounts.ts';
import type { Page } from '#shared/contract/common.ts';
import type { ExportJob } from '#shared/contract/exports.ts';
import type { Rehearsal } from '#shared/contract/rehearsals.ts';
import type { me } from '#shared/contract/system.ts';
import { isTerminal } from '#shared/domain/call-state.ts';
import type { Envelope } from '#shared/live/envelope.ts';
import { keys } from './keys.ts';

/** Lists are read again at most this often, whatever happens. */
const REFRESH_MS = 400;

export function followLive(queryClient: QueryClient) {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function refreshLists() {
    timer ??= setTimeout(() => {
      timer = undefined;
      void queryClient.invalidateQueries({ queryKey: keys.callLists });
    }, REFRESH_MS);
  }

  /** Changes what was read. What waits to be read again goes on waiting: setting data alone would take it for fresh. */
  function change<T>(which: { queryKey: readonly unknown[]; exact?: true }, next: (data: T) => T | undefined): boolean {
    let changed = false;
    for (const query of queryClient.getQueryCache().findAll(which)) {
      const data = query.state.data === undefined ? undefined : next(query.state.data as T);
      if (data === undefined) continue;
      const waits = query.state.isInvalidated;
      queryClient.setQueryData(query.queryKey, data);
      if (waits) query.invalidate();
      changed = true;
    }
    return changed;
  }

  /** A reading that is under way may hold what was before this news and would put it back, so it begins anew. */
  function notFromBefore(queryKey: readonly unknown[]) {
    if (queryClient.isFetching({ queryKey }) === 0) return;
    void queryClient.cancelQueries({ queryKey }).then(() => queryClient.invalidateQueries({ queryKey }));
  }

  function replaceRow(call: Call) {
    change<Page<Call>>({ queryKey: keys.callLists }, (page) => {
      const place = page.items.findIndex((one) => one.call_id === call.call_id);
      return place >= 0 ? { ...page, items: page.items.with(place, call) } : undefined;
    });
    change<CallDetail>({ queryKey: keys.call(call.call_id), exact: true }, (detail) => ({ ...detail, ...call }));
  }

  function replaceRehearsal(rehearsal: Rehearsal) {
    const known = change<Page<Rehearsal>>({ queryKey: keys.rehearsalLists }, (page) => {
      const place = page.items.findIndex((one) => one.rehearsal_id === rehearsal.rehearsal_id);
      return place >= 0 ? { ...page, items: page.items.with(place, rehearsal) } : undefined;
    });
    if (!known) void queryClient.invalidateQueries({ queryKey: keys.rehearsals(rehearsal.scenario_id) });
    else notFromBefore(keys.rehearsals(rehearsal.scenario_id));
  }

  function replacePresence(presence: Presence) {
    const self = queryClient.getQueryData<z.infer<typeof me>>(keys.me);
    // Another role may see other things: all that was read is read again.
    if (self?.user_id === presence.user_id && (self.role !== presence.role || self.name !== presence.name)) void queryClient.invalidateQueries();
    const people = queryClient.getQueryData<Presence[]>(keys.presence);
    if (!people) return;
    const place = people.findIndex((one) => one.user_id === presence.user_id);
    queryClient.setQueryData(keys.presence, place < 0 ? [...people, presence] : people.with(place, presence));
    // Somebody came: they are among the people now, and their invitation is used.
    if (place < 0) void queryClient.invalidateQueries({ queryKey: keys.admin });
  }

  function replaceExport(job: ExportJob) {
    queryClient.setQueryData<ExportJob[]>(keys.exports, (jobs) => jobs?.map((one) => (one.export_id === job.export_id ? job : one)));
    notFromBefore(keys.exports);
  }

  return {
    onEvent(envelope: Envelope) {
      if (envelope.type === 'system.health') queryClient.setQueryData(keys.health, envelope.data);
      if (envelope.type === 'rehearsal.updated') replaceRehearsal(envelope.data);
      if (envelope.type === 'export.updated') replaceExport(envelope.data);
      if (envelope.type === 'presence') replacePresence(envelope.data);
      if (envelope.type === 'call.updated') replaceRow(envelope.data);
      if (envelope.type === 'call.state') {
        refreshLists();
        if (isTerminal(envelope.data.state)) void queryClient.invalidateQueries({ queryKey: keys.call(envelope.data.call_id) });
      }
    },
  };
}
