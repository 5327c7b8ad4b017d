/** Accounts as the doors see them: one object over sessions, sign-in, people, tokens, presence and audit. */
import { randomBytes } from 'node:crypto';
import type { AccountUser } from '#shared/contract/accounts.ts';
import { createAttemptCounter } from '#core/limits/attempt-counter.ts';
import type { AttemptCounter } from '#core/limits/sliding-window.ts';
import type { Log, Vault } from '#core/ports/host.ts';
import type { Connections } from '#store/schema.ts';
import { createAccessTokens, unauthenticated } from './access-token.ts';
import { API_TOKEN_PREFIX, type ApiTokens, createApiTokens } from './api-tokens.ts';
import { type Audit, createAudit } from './audit.ts';
import { createFirstStart, type FirstStart } from './first-start.ts';
import { ACCESS_TOKEN_SECONDS, type EndedSessions, type Identity } from './model.ts';
import { createPeople, type People } from './people.ts';
import { createPresence, type PresenceApp } from './presence.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSignIn, type SignIn } from './sign-in.ts';

export type Accounts = SignIn & {
  sessions: Sessions;
  people: People;
  tokens: ApiTokens;
  presence: PresenceApp;
  audit: Audit;
  attempts: AttemptCounter;
  firstStart: FirstStart;
  /** The person behind a bearer token, personal or of a session. @throws AppError UNAUTHENTICATED, TOKEN_EXPIRED */
  byBearer(token: string): Promise<Identity>;
  /** Who was proved before, as they are now: with the role that they have by now. @throws AppError UNAUTHENTICATED when what proved them is over */
  again(identity: Identity): Promise<Identity>;
  /** Which of these sessions and personal tokens, by `session_id` of their actors, are good still. */
  living(sessionIds: readonly string[]): Promise<ReadonlySet<string>>;
};

export type AccountsDeps = {
  store: Connections;
  vault: Vault;
  log: Log;
  /** Whether a console of this person is connected. */
  connected: (userId: string) => boolean;
  /** Told after sessions were ended, so that their consoles are closed. */
  onEnded?: (ended: EndedSessions) => void;
  /** Told after somebody said of themselves what they are doing. */
  onPresenceSaid?: (orgId: string) => void;
  /** Told after a person's name or role was changed, or they were switched off or on. */
  onPersonChanged?: (person: AccountUser) => void;
  env: { SECRET_KEY?: string | undefined; ACCESS_TOKEN_EXPIRE_MINUTES?: string | undefined };
  now?: () => number;
};

const KEY_NAME = 'access-token-key';

/** The signing key: the configured one, else one that is made once and stays in the vault. */
async function signingKey(vault: Vault, configured: string | undefined, log: Log): Promise<Uint8Array> {
  if (configured) {
    const bytes = new TextEncoder().encode(configured);
    if (bytes.length < 32) log.warn({}, 'SECRET_KEY is shorter than 32 characters: it can be guessed. Choose a longer one.');
    return bytes;
  }
  const stored = await vault.get(KEY_NAME);
  if (stored) return Buffer.from(stored, 'base64url');
  const key = randomBytes(32);
  await vault.set(KEY_NAME, key.toString('base64url'));
  return key;
}

/** How long an access token lives, in seconds. */
function tokenSeconds(configured: string | undefined, log: Log): number {
  if (!configured) return ACCESS_TOKEN_SECONDS;
  const seconds = Math.round(Number(configured) * 60);
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  const kept = ACCESS_TOKEN_SECONDS / 60;
  log.warn({ configured }, `ACCESS_TOKEN_EXPIRE_MINUTES is no number of minutes: access tokens live for ${kept}. Give it a number such as ${kept}.`);
  return ACCESS_TOKEN_SECONDS;
}

export async function createAccounts({
  store,
  vault,
  log,
  connected,
  env,
  onEnded = () => {},
  onPresenceSaid = () => {},
  onPersonChanged = () => {},
  now = Date.now,
}: AccountsDeps): Promise<Accounts> {
  const { read, write } = store;
  const lifetime = tokenSeconds(env.ACCESS_TOKEN_EXPIRE_MINUTES, log);
  const audit = createAudit(store, now);
  const attempts = createAttemptCounter(store, now);
  const accessTokens = createAccessTokens(await signingKey(vault, env.SECRET_KEY, log), lifetime);
  const sessions = createSessions({ read, write, tokens: accessTokens, audit, onEnded, now });
  await sessions.forgetOld();
  const tokens = createApiTokens({ read, write, audit, onEnded, now });
  return {
    ...createSignIn({ read, write, sessions, audit, attempts, now }),
    sessions,
    people: createPeople({ read, write, sessions, audit, attempts, onChanged: onPersonChanged, now }),
    tokens,
    presence: createPresence({ read, write, connected, onSaid: onPresenceSaid, now }),
    audit,
    attempts,
    firstStart: createFirstStart({ read, write, audit, now }),
    async byBearer(token) {
      if (!token) throw unauthenticated();
      return token.startsWith(`${API_TOKEN_PREFIX}_`) ? tokens.identify(token) : sessions.byAccessToken(token);
    },
    async again({ actor, via, scopes }) {
      if (actor.session_id === undefined) throw unauthenticated();
      return { ...(scopes ? await tokens.byId(actor.session_id) : await sessions.byId(actor.session_id)), via };
    },
    living: async (ids) => new Set((await Promise.all([sessions.living(ids), tokens.living(ids)])).flat()),
  };
}
