/** What stands between this window and the console. */
import { ApiFailure } from '#shared/contract/client.ts';
import { routes } from '#shared/contract/index.ts';
import type { Console } from '../../client/console.ts';

/** `open`: nothing. `first_start`: the machine's owner has not said who they are yet. */
export type Door = 'open' | 'sign_in' | 'first_start';

/** @throws whatever keeps the core from answering */
export async function findDoor(api: Console['api']): Promise<Door> {
  try {
    const { needed } = await api.call(routes.auth.setup);
    return needed ? 'first_start' : 'open';
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 401) return 'sign_in';
    throw error;
  }
}
