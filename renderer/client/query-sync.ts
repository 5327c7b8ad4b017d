/** Keeps what queries have read in step with the live plane, so that lists never wait for a reload. */
import type { QueryClient } from '@tanstack/react-query';
import type { Call, CallDetail } from '#shared/contract/calls.ts';
import type { Page } from '#shared/contract/common.ts';
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

  function replaceRow(call: Call) {
    queryClient.setQueriesData<Page<Call>>({ queryKey: keys.callLists }, (page) => {
      const place = page?.items.findIndex((one) => one.call_id === call.call_id) ?? -1;
      return page && place >= 0 ? { ...page, items: page.items.with(place, call) } : page;
    });
    queryClient.setQueryData<CallDetail>(keys.call(call.call_id), (detail) => detail && { ...detail, ...call });
  }

  return {
    onEvent(envelope: Envelope) {
      if (envelope.type === 'system.health') queryClient.setQueryData(keys.health, envelope.data);
      if (envelope.type === 'call.updated') replaceRow(envelope.data);
      if (envelope.type === 'call.state') {
        refreshLists();
        if (isTerminal(envelope.data.state)) void queryClient.invalidateQueries({ queryKey: keys.call(envelope.data.call_id) });
      }
    },
  };
}
