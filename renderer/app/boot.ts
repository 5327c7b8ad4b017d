/** Connects this window and reads what every screen needs, so that no screen ever waits for it. */
import { MutationCache, QueryClient } from '@tanstack/react-query';
import { ApiFailure } from '#shared/contract/client.ts';
import { createConsole, type Console } from '../client/console.ts';
import { healthQuery, meQuery, personasQuery, preferencesQuery, scenariosQuery } from '../client/queries.ts';
import type { Transport } from '../client/transport.ts';
import { notifyFailure } from './notify.tsx';

/** Once more after a lost connection or a fault of the core; a refusal stays a refusal. */
function worthAgain(failures: number, error: unknown): boolean {
  return failures < 1 && !(error instanceof ApiFailure && error.status >= 400 && error.status < 500);
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    mutationCache: new MutationCache({
      // A mutation that shows its own errors where they belong says so.
      onError: (error, _variables, _context, mutation) => {
        if (!mutation.meta?.['inline']) notifyFailure(error);
      },
    }),
    defaultOptions: {
      queries: { staleTime: Number.POSITIVE_INFINITY, retry: worthAgain, refetchOnWindowFocus: false, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
}

export async function boot(transport: Transport): Promise<Console> {
  const queryClient = createQueryClient();
  const shared = createConsole(transport, queryClient, notifyFailure);
  const { api } = shared;
  try {
    await queryClient.query(meQuery(api));
    await Promise.all([
      queryClient.query(preferencesQuery(api)),
      queryClient.query(healthQuery(api)),
      queryClient.query(scenariosQuery(api)),
      queryClient.query(personasQuery(api)),
      shared.readLiveCalls(),
    ]);
  } catch (error) {
    shared.live.close();
    throw error;
  }
  return shared;
}
