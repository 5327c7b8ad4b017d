/** Everything this window shares, wired once: the API, the live plane, sound. */
import { type QueryClient } from '@tanstack/react-query';
import { createClient } from '#shared/contract/client.ts';
import { routes } from '#shared/contract/index.ts';
import { createListening } from './audio/listening.ts';
import { createPlayer } from './audio/player.ts';
import { createLiveClient } from './live.ts';
import { createLiveStore } from './live-store.ts';
import { followLive } from './query-sync.ts';
import type { Transport } from './transport.ts';

export type Console = ReturnType<typeof createConsole>;

/** @param report gets what a person should know although everything goes on. */
export function createConsole(transport: Transport, queryClient: QueryClient, report: (problem: unknown) => void) {
  const api = createClient(transport.fetch);
  const store = createLiveStore();
  const player = createPlayer(report);
  const sync = followLive(queryClient);

  async function readLiveCalls() {
    const page = await api.call(routes.calls.list, { query: { live: 'true', limit: 200 } });
    store.reset(page.items);
  }

  const live = createLiveClient({
    open: transport.openLive,
    onEvent(envelope) {
      store.apply(envelope);
      listening.onEvent(envelope);
      sync.onEvent(envelope);
    },
    onAudio: (frame) => listening.onAudio(frame),
    onGap() {
      void readLiveCalls();
      void queryClient.invalidateQueries();
    },
  });
  const listening = createListening(live, player);

  let lost = false;
  live.watch(() => {
    const { status } = live.getState();
    if (status === 'reconnecting') lost = true;
    if (status === 'open' && lost) {
      lost = false;
      listening.resume();
    }
  });
  live.subscribe('calls');
  live.subscribe('system');

  return { host: transport.host, fetch: transport.fetch, api, live, store, player, listening, queryClient, readLiveCalls };
}
