/**
 * The desktop window's session: like a browser's, but its cookie is kept in the vault and put on each request by this process, so that the page
 * never holds it and it outlives the program.
 */
import type { Accounts } from '#core/accounts/service.ts';
import type { Log, Vault } from '#core/ports/host.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Api } from './build.ts';
import { csrfTokenOf, SESSION_COOKIE } from './cookies.ts';

export type DesktopSession = {
  /** Answers a request of the window as whoever is signed in there. */
  fetch(request: Request): Promise<Response>;
  /** Who is signed in there now. */
  actor(): Promise<Actor | undefined>;
};

export type DesktopSessionOptions = { api: Api; accounts: Accounts; vault: Vault; owner(): Promise<Actor>; log: Log };

const SECRET_NAME = 'desktop-session';
const CALLER = { address: 'this machine', user_agent: 'Trunkline desktop' };

/** The session that the vault has; without a good one, a new one of this machine's owner, unless they have a password to sign in with. */
export async function openDesktopSession({ api, accounts, vault, owner, log }: DesktopSessionOptions): Promise<DesktopSession> {
  let secret = await vault.get(SECRET_NAME);

  async function keep(value: string | undefined): Promise<void> {
    secret = value;
    try {
      await (value === undefined ? vault.delete(SECRET_NAME) : vault.set(SECRET_NAME, value));
    } catch (err) {
      log.warn({ err }, 'the session could not be kept for the next start');
    }
  }

  async function actor(): Promise<Actor | undefined> {
    if (secret === undefined) return undefined;
    return accounts.sessions.byCookie(secret).then(
      (identity) => ({ ...identity.actor, address: CALLER.address }),
      () => undefined,
    );
  }

  if ((await actor()) === undefined) {
    const machineOwner = await owner();
    const asks = await accounts.firstStart.canSignIn(machineOwner.user_id);
    await keep(asks ? undefined : (await accounts.openSession(machineOwner, 'desktop', CALLER)).cookie);
  }

  return {
    actor,
    async fetch(request) {
      const headers = new Headers(request.headers);
      if (secret !== undefined) {
        headers.set('cookie', `${SESSION_COOKIE}=${secret}`);
        headers.set('x-csrf-token', csrfTokenOf(secret));
      }
      const response = await api.fetchWithin(new Request(request, { headers }));
      const given = response.headers.getSetCookie().find((one) => one.startsWith(`${SESSION_COOKIE}=`));
      if (given === undefined) return response;
      await keep(/=([^;]+)/.exec(given)?.[1]);
      const rest = new Headers(response.headers);
      rest.delete('set-cookie');
      return new Response(response.body, { status: response.status, headers: rest });
    },
  };
}
