/** Signing in and out over the API. */
import type { Accounts } from '#core/accounts/service.ts';
import type { SignInResult } from '#core/accounts/sign-in.ts';
import type { SessionKind } from '#core/accounts/sessions.ts';
import { pageIn } from '#core/lists/whole-list.ts';
import type { SignedIn } from '#shared/contract/accounts.ts';
import type { authRoutes } from '#shared/contract/auth.ts';
import { AppError } from '#shared/domain/errors.ts';
import { isCanonical } from './compat/dialect.ts';
import { clearedCookies, sessionCookies } from './cookies.ts';
import type { Asking, Handlers } from './handler.ts';
import type { Tickets } from './tickets.ts';

/**
 * The kind of session that a sign-in begins: a browser's, with cookies, for the console's own pages, for who asks for it by `X-Session: cookie`, and
 * under `/api/v1`, whose document prefers the cookie, for pages of the configured origins; pages of other origins get nowhere near.
 */
export function sessionKindFor({ request, within }: Pick<Asking, 'request' | 'within'>): SessionKind {
  if (within) return 'desktop';
  const { headers } = request;
  const origin = headers.get('origin');
  const host = headers.get('host') ?? new URL(request.url).host;
  const ownPage = origin !== null && URL.canParse(origin) && new URL(origin).host === host;
  const configured = origin !== null && isCanonical(new URL(request.url).pathname);
  return ownPage || configured || headers.get('x-session') === 'cookie' ? 'browser' : 'token';
}

/** The answer of a sign-in, its cookies among the headers. For every mount that signs people in. */
export function answerSignIn({ answer, cookie }: SignInResult, { header }: Pick<Asking, 'header'>): SignedIn {
  if (cookie !== undefined) for (const value of sessionCookies(cookie)) header('Set-Cookie', value);
  return answer;
}

export function authHandlers(accounts: Accounts, tickets: Tickets): Handlers<typeof authRoutes> {
  return {
    async register(asked) {
      return answerSignIn(await accounts.signUp(asked.body, sessionKindFor(asked), asked.caller), asked);
    },
    async login(asked) {
      return answerSignIn(await accounts.signIn(asked.body, sessionKindFor(asked), asked.caller), asked);
    },
    refresh: async ({ body, caller }) => (await accounts.refresh(body.refresh_token, caller)).answer,
    async logout({ actor, identity, within, header }) {
      if (identity.via === 'personal_token') {
        throw new AppError('BAD_REQUEST', 'A personal token has no session to end.', { details: 'Nothing was changed. Revoke the token instead.' });
      }
      if (within && !(await accounts.firstStart.canSignIn(actor.user_id))) {
        throw new AppError('CONFLICT', 'You have no password yet, so nobody could sign in again.', {
          details: 'You stay signed in. Set a password first.',
        });
      }
      await accounts.signOut(actor);
      for (const value of clearedCookies()) header('Set-Cookie', value);
      return { success: true };
    },
    me: ({ actor }) => accounts.people.get(actor, actor.user_id),
    async changePassword({ actor, identity, body }) {
      refusePersonalToken(identity.via === 'personal_token');
      await accounts.changePassword(actor, body);
      return { success: true };
    },
    sessions: async ({ actor, query }) => pageIn(await accounts.sessions.list(actor), query),
    revokeSession: ({ actor, params }) => accounts.sessions.revoke(actor, params.session_id),
    tokens: async ({ actor, query }) => pageIn(await accounts.tokens.list(actor), query),
    async createToken({ actor, identity, body }) {
      refusePersonalToken(identity.via === 'personal_token');
      return accounts.tokens.create(actor, body);
    },
    revokeToken: ({ actor, params }) => accounts.tokens.revoke(actor, params.token_id),
    liveTicket: async ({ identity }) => tickets.issue(identity),
    setup: async ({ actor }) => ({ needed: await accounts.firstStart.needed(actor) }),
    completeSetup: async ({ actor, body }) => {
      await accounts.firstStart.complete(actor, body);
      return accounts.people.get(actor, actor.user_id);
    },
  };
}

/** A token must not make itself a better one. */
function refusePersonalToken(comesWithOne: boolean): void {
  if (!comesWithOne) return;
  throw new AppError('FORBIDDEN', 'A personal token may not do this.', { details: 'Nothing was changed. Sign in and do it in the console.' });
}
