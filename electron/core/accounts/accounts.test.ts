import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Vault } from '#core/ports/host.ts';
import type { AppError } from '#shared/domain/errors.ts';
import type { Store } from '#store/database.ts';
import { createTestLog, openTestStore } from '#store/test-store.ts';
import { type Accounts, createAccounts } from './service.ts';

const caller = { address: '127.0.0.1', user_agent: 'test' };
const PASSWORD = 'a long enough secret';

function memoryVault(): Vault {
  const values = new Map<string, string>();
  return {
    kind: 'memory',
    get: async (name) => values.get(name),
    set: async (name, value) => void values.set(name, value),
    delete: async (name) => void values.delete(name),
  };
}

const code = (error: unknown) => (error as AppError).code;
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'allowed',
    (error: unknown) => code(error),
  );

describe('accounts', () => {
  let store: Store;
  let accounts: Accounts;
  let now: number;
  const online = new Set<string>();

  beforeEach(async () => {
    now = Date.parse('2026-03-01T09:00:00Z');
    online.clear();
    store = await openTestStore();
    accounts = await createAccounts({
      store,
      vault: memoryVault(),
      log: createTestLog(),
      connected: (id) => online.has(id),
      env: { SECRET_KEY: 'k'.repeat(40) },
      now: () => now,
    });
  });
  afterEach(() => store.close());

  const signUp = (email: string, more: { invitation?: string } = {}) =>
    accounts.signUp({ email, password: PASSWORD, company_name: 'Acme', ...more }, 'token', caller);
  const actorOf = async (accessToken: string) => (await accounts.byBearer(accessToken)).actor;

  it('makes an organization with its owner, and knows them by the access token until it expires', async () => {
    const { answer } = await signUp('ada@example.com');
    expect(answer.user).toMatchObject({ email: 'ada@example.com', company_name: 'Acme', role: 'owner', is_admin: true, is_active: true, seq: 1 });
    expect(answer.token).toBe(answer.access_token);
    expect(await actorOf(answer.access_token)).toMatchObject({ user_id: answer.user.id, role: 'owner' });
    now += 30 * 60_000 + 1000;
    expect(await refusal(accounts.byBearer(answer.access_token))).toBe('TOKEN_EXPIRED');
    expect(await refusal(signUp('ada@example.com'))).toBe('CONFLICT');
  });

  it('refuses forged tokens: another key, no algorithm, another algorithm, a changed body', async () => {
    const { answer, session_id } = await signUp('ada@example.com');
    const claims = { sid: session_id };
    const forge = (jwt: SignJWT) =>
      jwt
        .setIssuer('trunkline')
        .setAudience('trunkline-api')
        .setSubject(answer.user.id)
        .setIssuedAt(now / 1000)
        .setExpirationTime(now / 1000 + 600);
    const otherKey = await forge(new SignJWT(claims).setProtectedHeader({ alg: 'HS256' })).sign(new TextEncoder().encode('x'.repeat(40)));
    const otherAlgorithm = await forge(new SignJWT(claims).setProtectedHeader({ alg: 'HS512' })).sign(new TextEncoder().encode('k'.repeat(40)));
    const unsigned = new UnsecuredJWT(claims)
      .setSubject(answer.user.id)
      .setIssuer('trunkline')
      .setAudience('trunkline-api')
      .setIssuedAt(now / 1000)
      .setExpirationTime(now / 1000 + 600)
      .encode();
    const [header, body, signature] = answer.access_token.split('.');
    const changed = JSON.parse(Buffer.from(body ?? '', 'base64url').toString()) as object;
    const tampered = [header, Buffer.from(JSON.stringify({ ...changed, sub: 'usr_other' })).toString('base64url'), signature].join('.');
    for (const token of [otherKey, otherAlgorithm, unsigned, tampered, 'garbage', '', 'a.b.c', 'trp_nothing']) {
      expect(await refusal(accounts.byBearer(token))).toBe('UNAUTHENTICATED');
    }
  });

  it('rotates refresh tokens, and a second use ends the whole session', async () => {
    const first = (await signUp('ada@example.com')).answer;
    const second = (await accounts.refresh(first.refresh_token, caller)).answer;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(await refusal(accounts.byBearer(second.access_token))).toBe('allowed');
    expect(await refusal(accounts.refresh(first.refresh_token, caller))).toBe('UNAUTHENTICATED');
    expect(await refusal(accounts.refresh(second.refresh_token, caller))).toBe('UNAUTHENTICATED');
    expect(await refusal(accounts.byBearer(second.access_token))).toBe('UNAUTHENTICATED');
    const fresh = (await accounts.signIn({ email: 'ada@example.com', password: PASSWORD }, 'token', caller)).answer;
    const log = await accounts.audit.list(await actorOf(fresh.access_token), { page: 1, limit: 50 });
    expect(log.items.map((entry) => entry.action)).toContain('session.token_reuse');
  });

  it('lets exactly one of many simultaneous uses of a refresh token through', async () => {
    const { answer } = await signUp('ada@example.com');
    const uses = await Promise.all(Array.from({ length: 8 }, () => refusal(accounts.refresh(answer.refresh_token, caller))));
    expect(uses.filter((use) => use === 'allowed')).toHaveLength(1);
  });

  it('locks out the address that guesses, not the person at another one', async () => {
    await signUp('ada@example.com');
    const guess = (address: string, password = 'not the password') =>
      refusal(accounts.signIn({ email: 'ada@example.com', password }, 'token', { ...caller, address }));
    for (let i = 0; i < 10; i++) expect(await guess('10.0.0.1')).toBe('INVALID_CREDENTIALS');
    expect(await guess('10.0.0.1', PASSWORD)).toBe('LOCKED_OUT');
    expect(await guess('10.0.0.2', PASSWORD)).toBe('allowed');
    now += 16 * 60_000;
    expect(await guess('10.0.0.1', PASSWORD)).toBe('allowed');
    expect(await refusal(accounts.signIn({ email: 'nobody@example.com', password: PASSWORD }, 'token', caller))).toBe('INVALID_CREDENTIALS');
  });

  it('lets somebody who is locked out back in with the password that an owner gives them, and nobody else', async () => {
    const owner = await actorOf((await signUp('ada@example.com')).answer.access_token);
    const people = ['bob@example.com', 'bob@example.community'];
    for (const email of people) {
      const { code: invitation } = await accounts.people.invite(owner, { email, role: 'agent' });
      await signUp(email, { invitation });
      for (let i = 0; i < 10; i++) await refusal(accounts.signIn({ email, password: 'not the password' }, 'token', caller));
    }
    const bob = (await accounts.people.list(owner, { q: 'bob', page: 1, limit: 10 })).items[0];
    await accounts.people.resetPassword(owner, bob?.id ?? '', 'another long secret');
    const tries = people.map((email) => refusal(accounts.signIn({ email, password: 'another long secret' }, 'token', caller)));
    expect(await Promise.all(tries)).toEqual(['allowed', 'LOCKED_OUT']);
  });

  it('finds people by whatever stands in their address, and deeds by their whole name', async () => {
    const owner = await actorOf((await signUp('ada_king@example.com')).answer.access_token);
    const found = async (q: string) => (await accounts.people.list(owner, { q, page: 1, limit: 10 })).total;
    expect([await found('a_k'), await found('adaxking'), await found('%'), await found('\\')]).toEqual([1, 0, 0, 0]);
    await refusal(accounts.signIn({ email: 'ada_king@example.com', password: 'wrong' }, 'token', caller));
    await accounts.signIn({ email: 'ada_king@example.com', password: PASSWORD }, 'token', caller);
    const deeds = async (action: string) => (await accounts.audit.list(owner, { page: 1, limit: 10, action })).items.map((entry) => entry.action);
    expect([await deeds('sign_in'), await deeds('sign_in.'), await deeds('sign')]).toEqual([['sign_in'], ['sign_in.failed'], []]);
  });

  it('asks for a good password, and ends other sessions when it changes', async () => {
    expect(await refusal(accounts.signUp({ email: 'a@example.com', password: 'password123' }, 'token', caller))).toBe('VALIDATION_ERROR');
    const here = await signUp('ada@example.com');
    const there = await accounts.signIn({ email: 'ada@example.com', password: PASSWORD }, 'browser', caller);
    const actor = await actorOf(here.answer.access_token);
    await expect(accounts.changePassword(actor, { current_password: 'wrong', new_password: 'another long secret' })).rejects.toMatchObject({
      code: 'INVALID_CREDENTIALS',
      message: 'This is not your current password.',
      errors: [{ loc: ['body', 'current_password'] }],
    });
    await accounts.changePassword(actor, { current_password: PASSWORD, new_password: 'another long secret' });
    expect(await refusal(accounts.byBearer(here.answer.access_token))).toBe('allowed');
    expect(await refusal(accounts.sessions.byCookie(there.cookie ?? ''))).toBe('UNAUTHENTICATED');
    expect(await refusal(accounts.signIn({ email: 'ada@example.com', password: PASSWORD }, 'token', caller))).toBe('INVALID_CREDENTIALS');
  });

  it('joins people by invitation, and keeps organizations apart', async () => {
    const owner = await actorOf((await signUp('ada@example.com')).answer.access_token);
    const stranger = await actorOf((await signUp('eve@example.com')).answer.access_token);
    const invitation = await accounts.people.invite(owner, { email: 'bob@example.com', role: 'agent' });
    expect(await refusal(signUp('carl@example.com', { invitation: invitation.code }))).toBe('NOT_FOUND');
    const bob = (await signUp('bob@example.com', { invitation: invitation.code })).answer.user;
    expect(bob).toMatchObject({ org_id: owner.org_id, role: 'agent', is_admin: false });
    expect(await refusal(signUp('bob2@example.com', { invitation: invitation.code }))).toBe('NOT_FOUND');
    expect(await refusal(accounts.people.get(stranger, bob.id))).toBe('NOT_FOUND');
    expect(await refusal(accounts.people.update(stranger, bob.id, { role: 'viewer' }))).toBe('NOT_FOUND');
    expect(await refusal(accounts.people.organization(stranger, owner.org_id))).toBe('NOT_FOUND');
    expect(await refusal(accounts.people.createTeam(stranger, { name: 'X', member_ids: [bob.id] }))).toBe('NOT_FOUND');
    expect((await accounts.people.list(owner, { page: 1, limit: 10 })).total).toBe(2);
    expect((await accounts.people.list(owner, { q: 'bob', page: 1, limit: 10 })).items.map((one) => one.id)).toEqual([bob.id]);
    expect(await refusal(accounts.people.update(owner, owner.user_id, { role: 'viewer' }))).toBe('CONFLICT');
    await accounts.people.update(owner, bob.id, { role: 'owner' });
    expect((await accounts.people.update(owner, owner.user_id, { role: 'viewer' })).role).toBe('viewer');
  });

  it('takes back the invitations of an owner who is one no longer', async () => {
    const ada = await actorOf((await signUp('ada@example.com')).answer.access_token);
    const { code } = await accounts.people.invite(ada, { email: 'bob@example.com', role: 'owner' });
    const bob = await actorOf((await signUp('bob@example.com', { invitation: code })).answer.access_token);
    const kept = await accounts.people.invite(ada, { email: 'carl@example.com', role: 'agent' });
    const wayBack = await accounts.people.invite(bob, { email: 'bob2@example.com', role: 'owner' });
    await accounts.people.update(ada, bob.user_id, { is_active: false });
    expect(await refusal(signUp('bob2@example.com', { invitation: wayBack.code }))).toBe('NOT_FOUND');
    const told = await accounts.audit.list(ada, { page: 1, limit: 10, subject_id: wayBack.id });
    expect(told.items.map((one) => one.action).sort()).toEqual(['invitation.revoked', 'invitation.sent']);
    expect((await signUp('carl@example.com', { invitation: kept.code })).answer.user.role).toBe('agent');
  });

  it('manages teams, and a person who is switched off is out at once', async () => {
    const owner = await actorOf((await signUp('ada@example.com')).answer.access_token);
    const { code: invitationCode } = await accounts.people.invite(owner, { email: 'bob@example.com', role: 'agent' });
    const bob = (await signUp('bob@example.com', { invitation: invitationCode })).answer;
    const team = await accounts.people.createTeam(owner, { name: 'Sales', member_ids: [bob.user.id] });
    expect(await refusal(accounts.people.createTeam(owner, { name: 'Sales', member_ids: [] }))).toBe('CONFLICT');
    expect((await accounts.people.updateTeam(owner, team.id, { member_ids: [] })).member_ids).toEqual([]);
    await accounts.people.removeTeam(owner, team.id);
    expect(await accounts.people.teams(owner)).toEqual([]);
    const program = await accounts.tokens.create(await actorOf(bob.access_token), { name: 'x', scopes: ['read'] });
    await accounts.people.update(owner, bob.user.id, { is_active: false });
    expect(await refusal(accounts.byBearer(bob.access_token))).toBe('UNAUTHENTICATED');
    expect(await refusal(accounts.signIn({ email: 'bob@example.com', password: PASSWORD }, 'token', caller))).toBe('INVALID_CREDENTIALS');
    await accounts.people.update(owner, bob.user.id, { is_active: true });
    for (const old of [bob.access_token, program.token]) expect(await refusal(accounts.byBearer(old))).toBe('UNAUTHENTICATED');
    const told = await accounts.audit.list(owner, { page: 1, limit: 10, subject_id: program.id });
    expect(told.items.map((one) => one.action).sort()).toEqual(['token.created', 'token.revoked']);
  });

  it('gives personal tokens once, with scopes, and takes them back', async () => {
    const actor = await actorOf((await signUp('ada@example.com')).answer.access_token);
    const made = await accounts.tokens.create(actor, { name: 'reports', scopes: ['read'], expires_in_days: 1 });
    expect(await accounts.byBearer(made.token)).toMatchObject({ via: 'personal_token', scopes: ['read'] });
    expect(JSON.stringify(await accounts.tokens.list(actor))).not.toContain(made.token);
    now += 25 * 3_600_000;
    expect(await refusal(accounts.byBearer(made.token))).toBe('UNAUTHENTICATED');
    const other = await accounts.tokens.create(actor, { name: 'x', scopes: ['calls'] });
    await accounts.tokens.revoke(actor, other.id);
    expect(await refusal(accounts.byBearer(other.token))).toBe('UNAUTHENTICATED');
  });

  it('keeps a console that is used signed in, and forgets sessions that are long over', async () => {
    const day = 24 * 3_600_000;
    const used = await accounts.signUp({ email: 'ada@example.com', password: PASSWORD }, 'browser', caller);
    const program = await accounts.signIn({ email: 'ada@example.com', password: PASSWORD }, 'token', caller);
    for (let i = 0; i < 3; i++) {
      now += 20 * day;
      expect(await refusal(accounts.sessions.byCookie(used.cookie ?? ''))).toBe('allowed');
    }
    expect(await refusal(accounts.refresh(program.answer.refresh_token, caller))).toBe('TOKEN_EXPIRED');
    now += 10 * day;
    await accounts.sessions.forgetOld();
    const left = await store.read.selectFrom('sessions').select('id').execute();
    expect(left.map(({ id }) => id)).toEqual([used.session_id]);
    expect(await refusal(accounts.refresh(program.answer.refresh_token, caller))).toBe('UNAUTHENTICATED');
  });

  it('keeps an audit that nobody can edit', async () => {
    const actor = await actorOf((await signUp('ada@example.com')).answer.access_token);
    expect((await accounts.audit.list(actor, { page: 1, limit: 10, action: 'account.' })).items[0]).toMatchObject({
      action: 'account.created',
      actor_name: 'ada',
    });
    await expect(store.write.updateTable('audit').set({ action: 'nothing' }).execute()).rejects.toThrow();
    await expect(store.write.deleteFrom('audit').execute()).rejects.toThrow();
  });

  it.each([
    ['5', 300, false],
    ['soon', 1800, true],
    ['0', 1800, true],
    ['', 1800, false],
  ])('lets access tokens live as ACCESS_TOKEN_EXPIRE_MINUTES=%s says, and says so when that is no number', async (minutes, seconds, warned) => {
    const log = createTestLog();
    const env = { SECRET_KEY: 'k'.repeat(40), ACCESS_TOKEN_EXPIRE_MINUTES: minutes };
    const configured = await createAccounts({ store, vault: memoryVault(), log, connected: () => false, env, now: () => now });
    const { answer } = await configured.signUp({ email: 'ada@example.com', password: PASSWORD, company_name: 'Acme' }, 'token', caller);
    expect(answer.expires_in).toBe(seconds);
    expect(log.lines.some(({ level }) => level === 'warn')).toBe(warned);
  });

  it('derives presence from consoles and from what was said', async () => {
    const actor = await actorOf((await signUp('ada@example.com')).answer.access_token);
    const state = async () => (await accounts.presence.list(actor))[0]?.state;
    expect(await state()).toBe('offline');
    online.add(actor.user_id);
    expect(await state()).toBe('available');
    expect(await accounts.presence.set(actor, { state: 'not_ready', reason: 'lunch' })).toMatchObject({ state: 'not_ready', reason: 'lunch' });
    expect(await accounts.presence.set(actor, { state: 'available', reason: 'lunch' })).toMatchObject({ state: 'available', reason: '' });
  });

  it('tells since when: a state that goes on does not begin anew whenever it is asked for', async () => {
    const actor = await actorOf((await signUp('ada@example.com')).answer.access_token);
    const shown = async () => {
      const [mine] = await accounts.presence.list(actor);
      return [mine?.state, mine?.since.slice(11, 16)];
    };
    expect(await shown()).toEqual(['offline', '09:00']);
    now += 5 * 60_000;
    expect(await shown()).toEqual(['offline', '09:00']);
    online.add(actor.user_id);
    expect(await shown()).toEqual(['available', '09:05']);
    now += 60_000;
    expect(await shown()).toEqual(['available', '09:05']);
    await accounts.presence.set(actor, { state: 'not_ready', reason: 'lunch' });
    now += 60_000;
    expect(await shown()).toEqual(['not_ready', '09:06']);
    online.clear();
    expect(await shown()).toEqual(['offline', '09:07']);
  });
});
