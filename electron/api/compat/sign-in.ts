/** Signing in as the Speech Assistant and the VoiceFlow documents print it, in one answer that satisfies both. */
import { z } from 'zod';
import type { Accounts } from '#core/accounts/service.ts';
import { accountUser, signedIn, signInInput, signUpInput } from '#shared/contract/accounts.ts';
import { defineRoute, EVERYONE } from '#shared/contract/route.ts';
import { answerSignIn, sessionKindFor } from '../auth.ts';
import type { Handlers } from '../handler.ts';
import { SPEECH_ASSISTANT, VOICEFLOW } from './tags.ts';

/** The person with the number for an id. */
const numberedUser = accountUser.omit({ seq: true }).extend({ id: z.number().int(), uid: z.string(), email: z.string() });
const namedUser = accountUser.extend({ email: z.string() });

export const signInRoutes = {
  register: defineRoute({
    method: 'POST',
    path: '/auth/register',
    access: 'public',
    tag: SPEECH_ASSISTANT,
    summary: 'Register; the answer signs in as well',
    body: signUpInput,
    status: 200,
    response: signedIn.extend({ id: z.number().int(), email: z.string(), is_active: z.boolean() }),
    limit: 'auth',
  }),
  token: defineRoute({
    method: 'POST',
    path: '/token',
    access: 'public',
    tag: SPEECH_ASSISTANT,
    summary: 'Sign in with a form, as the password flow of OAuth 2 sends it',
    body: z.object({ username: signInInput.shape.email, password: signInInput.shape.password }),
    form: true,
    status: 200,
    response: signedIn,
    limit: 'auth',
  }),
  usersMe: defineRoute({
    method: 'GET',
    path: '/users/me',
    access: EVERYONE,
    tag: SPEECH_ASSISTANT,
    summary: 'Who is signed in, with a number for an id',
    status: 200,
    response: numberedUser,
  }),
  authMe: defineRoute({
    method: 'GET',
    path: '/auth/me',
    access: EVERYONE,
    tag: VOICEFLOW,
    summary: 'Who is signed in',
    status: 200,
    response: namedUser,
  }),
};

export function signInHandlers(accounts: Accounts): Handlers<typeof signInRoutes> {
  return {
    async register(asked) {
      const answer = answerSignIn(await accounts.signUp(asked.body, sessionKindFor(asked), asked.caller), asked);
      const { seq, email, is_active } = answer.user;
      return { ...answer, id: seq, email: email ?? '', is_active };
    },
    async token(asked) {
      const { username, password } = asked.body;
      return answerSignIn(await accounts.signIn({ email: username, password }, sessionKindFor(asked), asked.caller), asked);
    },
    async usersMe({ actor }) {
      const { id, seq, email, ...rest } = await accounts.people.get(actor, actor.user_id);
      return { ...rest, id: seq, uid: id, email: email ?? '' };
    },
    async authMe({ actor }) {
      const user = await accounts.people.get(actor, actor.user_id);
      return { ...user, email: user.email ?? '' };
    },
  };
}
