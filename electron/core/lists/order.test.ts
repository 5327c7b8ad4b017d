import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sort } from '#shared/contract/common.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Store } from '#store/database.ts';
import { openTestStore } from '#store/test-store.ts';
import { createAudit } from '../accounts/audit.ts';
import { createAssistantsApp } from '../assistants/service.ts';
import { pageOfTranscripts } from '../transcripts/document-list.ts';
import { holds, inOrder } from './order.ts';

const actor: Actor = { user_id: 'usr_1', org_id: 'org_1', role: 'owner', name: 'Ada' };

describe('lists that the database pages', () => {
  let store: Store;

  beforeEach(async () => {
    store = await openTestStore();
    await store.write.insertInto('organizations').values({ id: actor.org_id, name: 'One', created_at: 1 }).execute();
  });

  afterEach(() => store.close());

  const person = (id: string, name: string, email: string | null) =>
    ({ id, name, email, org_id: actor.org_id, role: 'agent', password_hash: null, created_at: 1, updated_at: 1 }) as const;

  async function ids(sort: Sort<'name' | 'email'>, q?: string): Promise<string> {
    const columns = { name: sql`name collate nocase`, email: sql.ref('email') };
    const query = store.read
      .selectFrom('users')
      .select('id')
      .where(holds(q, sql.ref('name'), sql.ref('email')))
      .orderBy(inOrder(sort, columns, sql.ref('id')));
    const pages = await Promise.all([0, 2, 4].map((offset) => query.limit(2).offset(offset).execute()));
    return pages
      .flat()
      .map((row) => row.id)
      .join('');
  }

  it('sorts whatever the case, what is not known last, and gives each row on one page alone', async () => {
    const people = [person('a', 'bo', 'z@x'), person('b', 'Ada', null), person('c', 'ada', 'b@x'), person('d', 'Cy', 'a@x'), person('e', 'bo', null)];
    await store.write.insertInto('users').values(people).execute();
    expect([await ids('name'), await ids('-name')]).toEqual(['bcaed', 'deacb']);
    expect([await ids('email'), await ids('-email')]).toEqual(['dcabe', 'acdeb']);
  });

  it('looks for a text as it is written', async () => {
    await store.write
      .insertInto('users')
      .values([person('a', '100% Ada', null), person('b', '100 Ada', null), person('c', 'a_b', 'x\\y@x'), person('d', 'a-b', "o'hara@x")])
      .execute();
    const found = (q: string) => ids('name', q);
    expect([await found('100%'), await found('ADA'), await found('a_b'), await found('\\'), await found("O'H"), await found('')]).toEqual([
      'a',
      'ba',
      'c',
      'c',
      'd',
      'badc',
    ]);
  });

  it('sorts and searches the audit, within one index', async () => {
    const audit = createAudit(store, () => 1000);
    for (const [name, action] of [
      ['Bo', 'sign_in'],
      ['ada', 'user.changed'],
      ['Bo', 'call.listen'],
    ] as const) {
      await audit.record({ org_id: actor.org_id, actor: { user_id: name, name }, action, subject: { type: 'call', id: `of ${name}` } });
    }
    const all = { page: 1, limit: 10 };
    const actions = async (over: object) => (await audit.list(actor, { ...all, ...over })).items.map((entry) => entry.action);
    expect(await actions({ sort: 'action' })).toEqual(['call.listen', 'sign_in', 'user.changed']);
    expect(await actions({ sort: '-action' })).toEqual(['user.changed', 'sign_in', 'call.listen']);
    expect((await actions({ sort: 'actor_name' }))[0]).toBe('user.changed');
    expect((await actions({ sort: 'at' })).toReversed()).toEqual(await actions({}));
    expect(await actions({ q: 'OF ada' })).toEqual(['user.changed']);
    expect(await audit.list(actor, { ...all, q: 'listen' })).toMatchObject({ total: 1 });

    const plans = await Promise.all(
      ['at desc, id desc', 'at asc nulls last, id asc', 'action asc nulls last, id asc', 'actor_name collate nocase desc, id desc'].map(
        async (order) => {
          const plan = `explain query plan select id from audit where org_id = 'org_1' and (actor_name like '%a%') order by ${order} limit 10`;
          return (await sql.raw<{ detail: string }>(plan).execute(store.read)).rows[0]?.detail;
        },
      ),
    );
    expect(plans).toEqual(Array(4).fill('SEARCH audit USING COVERING INDEX audit_listed (org_id=?)'));
  });

  it('sorts and searches assistants by their names', async () => {
    await store.write
      .insertInto('users')
      .values({ ...person(actor.user_id, 'Ada', null) })
      .execute();
    let now = 1000;
    const assistants = createAssistantsApp({ ...store, now: () => now++ });
    for (const name of ['bird', 'Ant', 'cat']) await assistants.create(actor, { name, model: { provider: 'vapi', model: 'm' } });
    const names = async (over: object) => (await assistants.list(actor, { limit: 10, ...over })).items.map((one) => one.name);
    expect([await names({ sort: 'name' }), await names({ sort: '-name' })]).toEqual([
      ['Ant', 'bird', 'cat'],
      ['cat', 'bird', 'Ant'],
    ]);
    expect([await names({}), await names({ sort: 'created_at' })]).toEqual([
      ['cat', 'Ant', 'bird'],
      ['bird', 'Ant', 'cat'],
    ]);
    expect(await assistants.list(actor, { limit: 1, q: 'a', sort: 'name' })).toMatchObject({ total: 2, items: [{ name: 'Ant' }] });
  });

  it('sorts and searches transcripts, within their index', async () => {
    await store.write
      .insertInto('users')
      .values(person(actor.user_id, 'Ada', null))
      .execute();
    for (const [index, name] of ['Sales', 'audit', 'Sales'].entries()) {
      const call = {
        id: `call_${index}`,
        org_id: actor.org_id,
        user_id: actor.user_id,
        direction: 'outbound',
        scenario_id: 's',
        scenario_name: name,
      };
      await store.write
        .insertInto('calls')
        .values({ ...call, state: 'completed', to_number: '+1', from_number: '+2', scenario_version: 1, created_at: index, updated_at: 1 })
        .execute();
      const { id, ...kept } = call;
      await store.write
        .insertInto('transcripts')
        .values({ ...kept, call_id: id, transcript_sid: id, created_at: 1, call_created_at: index })
        .execute();
    }
    const seqs = async (over: object) => (await pageOfTranscripts(store.read, actor, { skip: 0, limit: 10, ...over })).seqs;
    expect([await seqs({}), await seqs({ sort: 'call_date' })]).toEqual([
      [3, 2, 1],
      [1, 2, 3],
    ]);
    expect([await seqs({ sort: 'scenario_name' }), await seqs({ sort: '-scenario_name' })]).toEqual([
      [2, 1, 3],
      [3, 1, 2],
    ]);
    expect(await pageOfTranscripts(store.read, actor, { skip: 0, limit: 1, q: 'SALE' })).toEqual({ seqs: [3], total: 2 });
  });
});
