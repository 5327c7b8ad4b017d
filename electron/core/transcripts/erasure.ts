/** Finding one person everywhere and erasing them: calls, sound, search index, words said about them in other calls, old backups. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Audit } from '#core/accounts/audit.ts';
import type { Exports } from '#core/exports/service.ts';
import type { ErasureReport, PersonFound } from '#shared/contract/transcripts.ts';
import { LIVE_CALL_STATES } from '#shared/domain/call-state.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { newId } from '#shared/domain/ids.ts';
import { parsePhone } from '#shared/domain/phone.ts';
import type { Connections, Db } from '#store/schema.ts';
import { deleteCall, leaveNoTrace } from './deletion.ts';

/** Who is to be found: a telephone number, and further texts such as a name or an e-mail address. */
export type Person = { phone: string; texts: readonly string[] };

export type Erasure = {
  find(actor: Actor, person: Person): Promise<PersonFound>;
  /** @throws AppError INVALID_CALL_STATE while a call with this person lives */
  erase(actor: Actor, person: Person): Promise<ErasureReport>;
  reports(actor: Actor): Promise<ErasureReport[]>;
};

const ERASED = '[erased]';

type Deps = Connections & {
  dataDir: string;
  backupsDir: string;
  audit: Audit;
  exports: Pick<Exports, 'eraseAll'>;
  now: () => number;
};

/** What may stand in a text for this person: the number as it is stored and as people write it, and the given texts. */
function needles(person: Person): string[] {
  const e164 = parsePhone(person.phone);
  const national = e164.replace(/^\+1/, '');
  const spellings = [
    e164,
    e164.slice(1),
    national,
    ...(national.length === 10
      ? ['-', ' ', '.'].flatMap((gap) => [`${national.slice(0, 3)}${gap}${national.slice(3, 6)}${gap}${national.slice(6)}`])
      : []),
  ];
  return [...new Set([...spellings, ...person.texts.map((text) => text.trim()).filter((text) => text.length >= 3)])];
}

export function createErasure({ read, write, dataDir, backupsDir, audit, exports, now }: Deps): Erasure {
  const callsOf = (db: Db, actor: Actor, e164: string) =>
    db
      .selectFrom('calls')
      .leftJoin('legal_holds', 'legal_holds.call_id', 'calls.id')
      .leftJoin('recordings', (join_) => join_.onRef('recordings.call_id', '=', 'calls.id').on('recordings.state', '!=', 'none'))
      .select(['calls.id', 'calls.state', 'legal_holds.call_id as held', 'recordings.call_id as recorded'])
      .where('calls.org_id', '=', actor.org_id)
      .where((eb) => eb.or([eb('calls.to_number', '=', e164), eb('calls.from_number', '=', e164)]))
      .execute();

  const mentionsOf = (db: Db, actor: Actor, texts: readonly string[], except: readonly string[]) =>
    db
      .selectFrom('utterances')
      .select(['row_id', 'text'])
      .where('org_id', '=', actor.org_id)
      .$if(except.length > 0, (query) => query.where('call_id', 'not in', [...except]))
      .where((eb) => eb.or(texts.map((text) => eb(sql<number>`instr(lower(text), ${text.toLowerCase()})`, '>', 0))))
      .execute();

  const summary = (calls: Awaited<ReturnType<typeof callsOf>>, mentions: number): PersonFound => ({
    calls: calls.length,
    recordings: calls.filter((call) => call.recorded !== null).length,
    held: calls.filter((call) => call.held !== null).length,
    mentions,
  });

  return {
    async find(actor, person) {
      const calls = await callsOf(read, actor, parsePhone(person.phone));
      const mentions = await mentionsOf(
        read,
        actor,
        needles(person),
        calls.map((call) => call.id),
      );
      return summary(calls, mentions.length);
    },

    async erase(actor, person) {
      const texts = needles(person);
      const calls = await callsOf(write, actor, parsePhone(person.phone));
      if (calls.some((call) => (LIVE_CALL_STATES as readonly string[]).includes(call.state))) {
        throw new AppError('INVALID_CALL_STATE', 'A call with this person is still going on.', {
          details: 'Nothing was erased. End the call first.',
        });
      }
      const mentions = await mentionsOf(
        write,
        actor,
        texts,
        calls.map((call) => call.id),
      );
      const report: ErasureReport = {
        id: newId('era', now()),
        at: new Date(now()).toISOString(),
        ...summary(calls, mentions.length),
        calls_erased: 0,
        recordings_erased: 0,
        sentences_erased: 0,
        mentions_erased: 0,
        backups_removed: 0,
        exports_removed: 0,
        remains: [],
      };
      for (const call of calls.filter((one) => one.held === null)) {
        const deleted = await deleteCall(write, dataDir, call.id);
        report.calls_erased += 1;
        report.recordings_erased += deleted.recordings;
        report.sentences_erased += deleted.utterances;
      }
      for (const mention of mentions) {
        await write
          .updateTable('utterances')
          .set({ text: without(mention.text, texts), updated_at: now() })
          .where('row_id', '=', mention.row_id)
          .execute();
        report.mentions_erased += 1;
      }
      await cleanDerivedTexts(actor, texts);
      report.backups_removed = await removeBackups(backupsDir);
      report.exports_removed = await exports.eraseAll(actor.org_id);
      if (report.held > 0) report.remains.push(`${report.held} calls under a legal hold were kept.`);
      if (mentions.length > 0) report.remains.push(`The sound of ${mentions.length} sentences in other people’s calls still mentions the person.`);
      await write
        .insertInto('erasures')
        .values({ id: report.id, org_id: actor.org_id, user_id: actor.user_id, at: now(), report: JSON.stringify(report) })
        .execute();
      const { calls_erased, recordings_erased, sentences_erased, mentions_erased } = report;
      const detail = { calls_erased, recordings_erased, sentences_erased, mentions_erased };
      await audit.record({ org_id: actor.org_id, actor, action: 'person.erased', subject: { type: 'erasure', id: report.id }, detail });
      await leaveNoTrace(write);
      return report;
    },

    async reports(actor) {
      const rows = await read.selectFrom('erasures').select('report').where('org_id', '=', actor.org_id).orderBy('at', 'desc').limit(200).execute();
      return rows.map((row) => JSON.parse(row.report) as ErasureReport);
    },
  };

  /** Texts that were made from what was said: tails, notes, analyses of other calls. */
  async function cleanDerivedTexts(actor: Actor, texts: readonly string[]): Promise<void> {
    const mentioning = (column: string) =>
      sql<boolean>`(${sql.join(
        texts.map((text) => sql`instr(lower(${sql.ref(column)}), ${text.toLowerCase()}) > 0`),
        sql` or `,
      )})`;
    const calls = await write
      .selectFrom('calls')
      .select(['id', 'tail', 'notes'])
      .where('org_id', '=', actor.org_id)
      .where((eb) => eb.or([mentioning('tail'), mentioning('notes')]))
      .execute();
    for (const call of calls) {
      await write
        .updateTable('calls')
        .set({ tail: without(call.tail, texts), notes: without(call.notes, texts) })
        .where('id', '=', call.id)
        .execute();
    }
    const analyses = await write
      .selectFrom('analyses')
      .select(['call_id', 'summary'])
      .where('org_id', '=', actor.org_id)
      .where(mentioning('summary'))
      .execute();
    for (const one of analyses) {
      await write
        .updateTable('analyses')
        .set({ summary: without(one.summary, texts) })
        .where('call_id', '=', one.call_id)
        .execute();
    }
  }
}

function without(text: string, texts: readonly string[]): string {
  const longestFirst = [...texts].sort((a, b) => b.length - a.length).map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.replace(new RegExp(longestFirst.join('|'), 'giu'), ERASED);
}

/** Copies of the database from before an update hold whatever was there then. */
async function removeBackups(dir: string): Promise<number> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  await Promise.all(names.map((name) => rm(join(dir, name), { force: true })));
  return names.length;
}
