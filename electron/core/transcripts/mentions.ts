/** What is said and written about one person outside the calls with them, and how it is taken out. What a legal hold keeps is only counted. */
import { sql } from 'kysely';
import { tailOf } from '#shared/domain/metrics.ts';
import type { Db } from '#store/schema.ts';
import type { PersonInTexts } from './person-in-texts.ts';

export type Mentions = {
  /** Sentences of other calls. */
  sentences: number;
  /** Notes, instructions during calls, scenarios, rehearsals, assistants. */
  writings: number;
  /** Of calls that a legal hold keeps: sentences and notes. */
  held: number;
  /** Calls whose sentences mention the person and are not held. */
  calls: string[];
};

/** Calls looked through at a time, and rows of other tables: so few that nothing else waits long. */
const CALLS_AT_A_TIME = 100;
const ROWS_AT_A_TIME = 500;

const HELD = sql`select call_id from legal_holds`;

/** Columns that people write into, or that quote them. */
const WRITTEN = {
  scenarios: { text: ['name', 'description', 'persona', 'prompt', 'greeting'], json: ['variables', 'goals'] },
  scenario_versions: { text: [], json: ['content'] },
  rehearsals: { text: [], json: ['utterances', 'goals'] },
  assistants: { text: [], json: ['config'] },
} as const;

type Line = { row_id: number; call_id: string; channel: number; text: string };
type Looked = { id: string; held: number; tail: string; notes: string; variables: string };
type Said = { row: number; id: string; call_id: string; text: string; data: string; held: number };

/** @param own calls with the person themselves, which are dealt with whole. @param change whether they are taken out, or only counted */
export async function mentionsOf(db: Db, orgId: string, person: PersonInTexts, own: readonly string[], change: boolean): Promise<Mentions> {
  const found: Mentions = { sentences: 0, writings: 0, held: 0, calls: [] };
  await inCalls();
  await inLedgers();
  for (const [table, columns] of Object.entries(WRITTEN)) await inTable(table, columns);
  return found;

  async function inCalls(): Promise<void> {
    const skipped = new Set(own);
    for (let after = ''; ;) {
      // The plus keeps SQLite from the index of the organization, all of which it would sort for each step.
      const { rows } = await sql<Looked>`select id, id in (${HELD}) as held, tail, notes, variables from calls
        where +org_id = ${orgId} and id > ${after} order by id limit ${CALLS_AT_A_TIME}`.execute(db);
      after = rows.at(-1)?.id ?? '';
      if (rows.length === 0) return;
      const calls = rows.filter(({ id }) => !skipped.has(id));
      const lines = await linesOf(calls.map(({ id }) => id));
      for (const call of calls) await inCall(call, lines.get(call.id) ?? []);
    }
  }

  async function linesOf(ids: readonly string[]): Promise<Map<string, Line[]>> {
    const lines = new Map<string, Line[]>();
    if (ids.length === 0) return lines;
    const { rows } = await sql<Line>`select row_id, call_id, channel, text from utterances
      where call_id in (${sql.join(ids)}) order by call_id, sequence`.execute(db);
    for (const line of rows) {
      const known = lines.get(line.call_id);
      if (known) known.push(line);
      else lines.set(line.call_id, [line]);
    }
    return lines;
  }

  async function inCall({ id, held, ...call }: Looked, lines: readonly Line[]): Promise<void> {
    const cleaned = person.outOfLines(lines);
    const changed = lines.flatMap(({ row_id, text }, index) => (cleaned[index] === text ? [] : [{ row_id, text: cleaned[index] ?? '' }]));
    const written = { notes: person.outOfText(call.notes), variables: person.outOfJson(call.variables) };
    const writings = Number(written.notes !== call.notes) + Number(written.variables !== call.variables);
    if (held) found.held += changed.length + writings;
    else {
      found.sentences += changed.length;
      found.writings += writings;
      if (changed.length > 0) found.calls.push(id);
    }
    if (held || !change) return;
    for (const { row_id, text } of changed) await sql`update utterances set text = ${text} where row_id = ${row_id}`.execute(db);
    // Of what was said last, which may be a part of a number.
    const tail = changed.length > 0 ? tailOf(cleaned.map((text) => ({ text }))) : person.outOfText(call.tail);
    if (writings > 0 || tail !== call.tail)
      await db
        .updateTable('calls')
        .set({ tail, ...written })
        .where('id', '=', id)
        .execute();
  }

  /** Ledgers are only ever added to: an entry is put in place of the one that it was. */
  async function inLedgers(): Promise<void> {
    const skipped = new Set(own);
    for (let after = 0; ;) {
      const { rows } = await sql<Said>`select rowid as row, id, call_id, text, data, call_id in (${HELD}) as held from call_events
        where org_id = ${orgId} and rowid > ${after} and (data like '%"text"%' or data like '%"digits"%') order by rowid limit ${ROWS_AT_A_TIME}`.execute(
        db,
      );
      after = rows.at(-1)?.row ?? 0;
      if (rows.length === 0) return;
      for (const event of rows.filter(({ call_id }) => !skipped.has(call_id))) {
        const cleaned = { text: person.outOfText(event.text), data: person.outOfJson(event.data) };
        if (cleaned.text === event.text && cleaned.data === event.data) continue;
        if (event.held) found.held++;
        else found.writings++;
        if (!event.held && change) await replaceEvent(event, cleaned);
      }
    }
  }

  function replaceEvent({ id, call_id }: Said, cleaned: { text: string; data: string }): Promise<void> {
    return db.transaction().execute(async (trx) => {
      const event = await trx.selectFrom('call_events').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
      await trx.insertInto('erasing').values({ call_id }).execute();
      await trx.deleteFrom('call_events').where('id', '=', id).execute();
      await trx
        .insertInto('call_events')
        .values({ ...event, ...cleaned })
        .execute();
      await trx.deleteFrom('erasing').where('call_id', '=', call_id).execute();
    });
  }

  async function inTable(table: string, { text, json }: { text: readonly string[]; json: readonly string[] }): Promise<void> {
    const names = [...text, ...json];
    for (let after = 0; ;) {
      const { rows } = await sql<Record<string, string> & { row: number }>`select rowid as row, ${sql.join(names.map((name) => sql.ref(name)))}
        from ${sql.table(table)} where org_id = ${orgId} and rowid > ${after} order by rowid limit ${ROWS_AT_A_TIME}`.execute(db);
      after = rows.at(-1)?.row ?? 0;
      if (rows.length === 0) return;
      for (const row of rows) {
        const cleaned = names.map((name) => {
          const before = row[name] ?? '';
          return { name, before, after: text.includes(name) ? person.outOfText(before) : person.outOfJson(before) };
        });
        const changed = cleaned.filter((one) => one.after !== one.before);
        if (changed.length === 0) continue;
        found.writings++;
        if (!change) continue;
        const set = sql.join(changed.map((one) => sql`${sql.ref(one.name)} = ${one.after}`));
        await sql`update ${sql.table(table)} set ${set} where rowid = ${row.row}`.execute(db);
      }
    }
  }
}
