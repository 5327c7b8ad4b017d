/** The audit: who did what to what, from where. Rows are only ever added. */
import { sql } from 'kysely';
import type { AuditEntry } from '#shared/contract/accounts.ts';
import { type Page, type Sort, toPage } from '#shared/contract/common.ts';
import type { AuditAction, AuditSubject } from '#shared/domain/audit.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { newId } from '#shared/domain/ids.ts';
import type { Connections, Db } from '#store/schema.ts';
import { holds, inOrder } from '../lists/order.ts';

export type AuditRecord = {
  org_id: string;
  actor: Pick<Actor, 'user_id' | 'name' | 'address'> | undefined;
  action: AuditAction;
  subject: { type: AuditSubject; id: string };
  /** From where; the actor's own when left out. */
  address?: string;
  detail?: Record<string, unknown>;
};

/** Columns that the index of the list holds, as are those that `q` is looked for in. */
const ORDERS = { at: sql.ref('at'), action: sql.ref('action'), actor_name: sql`actor_name collate nocase` };
const TEXTS = ['actor_name', 'action', 'subject_type', 'subject_id'].map((column) => sql.ref(column));

export type AuditFilter = {
  page: number;
  limit: number;
  /** A part of the person's name, the action or the subject. */
  q?: string | undefined;
  /** Default: newest first. */
  sort?: Sort<keyof typeof ORDERS> | undefined;
  /** A whole name, or, ending in a dot, the beginning that several share: `user.`. */
  action?: string | undefined;
  actor_id?: string | undefined;
  subject_id?: string | undefined;
  from_date?: string | undefined;
  to_date?: string | undefined;
};

export type Audit = {
  /** Writes one row; inside a transaction when one is given, so that the deed and its record stand or fall together. */
  record(entry: AuditRecord, within?: Db): Promise<void>;
  list(actor: Actor, filter: AuditFilter): Promise<Page<AuditEntry>>;
};

export function createAudit(db: Connections, now: () => number): Audit {
  return {
    async record(entry, within = db.write) {
      const at = now();
      await within
        .insertInto('audit')
        .values({
          id: newId('aud', at),
          org_id: entry.org_id,
          at,
          actor_id: entry.actor?.user_id ?? null,
          actor_name: entry.actor?.name ?? '',
          action: entry.action,
          subject_type: entry.subject.type,
          subject_id: entry.subject.id,
          address: entry.address ?? entry.actor?.address ?? '',
          detail: JSON.stringify(entry.detail ?? {}),
        })
        .execute();
    },

    async list(actor, filter) {
      let query = db.read
        .selectFrom('audit')
        .where('org_id', '=', actor.org_id)
        .where(holds(filter.q, ...TEXTS));
      if (filter.action?.endsWith('.')) {
        // `/` comes right after `.`: everything that begins so, and an index can find it.
        query = query.where('action', '>=', filter.action).where('action', '<', `${filter.action.slice(0, -1)}/`);
      } else if (filter.action) query = query.where('action', '=', filter.action);
      if (filter.actor_id) query = query.where('actor_id', '=', filter.actor_id);
      if (filter.subject_id) query = query.where('subject_id', '=', filter.subject_id);
      if (filter.from_date) query = query.where('at', '>=', Date.parse(filter.from_date));
      if (filter.to_date) query = query.where('at', '<=', Date.parse(filter.to_date));
      const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
      const order = inOrder(filter.sort ?? '-at', ORDERS, sql.ref('id'));
      const ids = query
        .select('id')
        .orderBy(order)
        .limit(filter.limit)
        .offset((filter.page - 1) * filter.limit);
      const rows = await db.read.selectFrom('audit').selectAll().where('id', 'in', ids).orderBy(order).execute();
      const items = rows.map((row) => ({
        id: row.id,
        at: new Date(row.at).toISOString(),
        actor_id: row.actor_id,
        actor_name: row.actor_name,
        action: row.action,
        subject_type: row.subject_type,
        subject_id: row.subject_id,
        address: row.address,
        detail: JSON.parse(row.detail) as Record<string, unknown>,
      }));
      return toPage(items, Number(total), filter.page, filter.limit);
    },
  };
}
