/** Finding one person everywhere and erasing them: calls, sound, search index, what was said and written about them elsewhere, old backups. */
import type { Audit } from '#core/accounts/audit.ts';
import type { Exports } from '#core/exports/service.ts';
import type { ErasureReport, PersonFound } from '#shared/contract/transcripts.ts';
import { LIVE_CALL_STATES } from '#shared/domain/call-state.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { newId } from '#shared/domain/ids.ts';
import { parsePhone } from '#shared/domain/phone.ts';
import type { Connections, Db } from '#store/schema.ts';
import type { Analyses } from './analyses.ts';
import { deleteCall, leaveNoTrace, removeBackups } from './deletion.ts';
import { type Mentions, mentionsOf } from './mentions.ts';
import { findPerson, type Person } from './person-in-texts.ts';

export type Erasure = {
  find(actor: Actor, person: Person): Promise<PersonFound>;
  /** @throws AppError INVALID_CALL_STATE while a call with this person lives */
  erase(actor: Actor, person: Person): Promise<ErasureReport>;
  reports(actor: Actor): Promise<ErasureReport[]>;
};

type Deps = Connections & {
  dataDir: string;
  backupsDir: string;
  audit: Audit;
  exports: Pick<Exports, 'eraseAll'>;
  analyses: Pick<Analyses, 'run'>;
  /** Lets go of what rehearsals left until they are needed again. */
  forgetRehearsals: () => Promise<void>;
  now: () => number;
};

export function createErasure({ read, write, dataDir, backupsDir, audit, exports, analyses, forgetRehearsals, now }: Deps): Erasure {
  const callsOf = (db: Db, actor: Actor, e164: string) =>
    db
      .selectFrom('calls')
      .leftJoin('legal_holds', 'legal_holds.call_id', 'calls.id')
      .leftJoin('recordings', (join_) => join_.onRef('recordings.call_id', '=', 'calls.id').on('recordings.state', '!=', 'none'))
      .select(['calls.id', 'calls.state', 'legal_holds.call_id as held', 'recordings.call_id as recorded'])
      .where('calls.org_id', '=', actor.org_id)
      .where((eb) => eb.or([eb('calls.to_number', '=', e164), eb('calls.from_number', '=', e164)]))
      .execute();

  const idsOf = (calls: readonly { id: string }[]) => calls.map((call) => call.id);

  const summary = (calls: Awaited<ReturnType<typeof callsOf>>, mentions: number): PersonFound => ({
    calls: calls.length,
    recordings: calls.filter((call) => call.recorded !== null).length,
    held: calls.filter((call) => call.held !== null).length,
    mentions,
  });

  return {
    async find(actor, person) {
      const calls = await callsOf(read, actor, parsePhone(person.phone));
      const { sentences, writings, held } = await mentionsOf(read, actor.org_id, findPerson(person), idsOf(calls), false);
      return summary(calls, sentences + writings + held);
    },

    async erase(actor, person) {
      const inTexts = findPerson(person);
      const calls = await callsOf(write, actor, parsePhone(person.phone));
      if (calls.some((call) => (LIVE_CALL_STATES as readonly string[]).includes(call.state))) {
        throw new AppError('INVALID_CALL_STATE', 'A call with this person is still going on.', {
          details: 'Nothing was erased. End the call first.',
        });
      }
      const report: ErasureReport = {
        id: newId('era', now()),
        at: new Date(now()).toISOString(),
        ...summary(calls, 0),
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
      const mentions = await mentionsOf(write, actor.org_id, inTexts, idsOf(calls), true);
      report.mentions_erased = mentions.sentences + mentions.writings;
      report.mentions = report.mentions_erased + mentions.held;
      // They were made from what was said, word by word.
      for (const callId of mentions.calls) await analyses.run(callId);
      await forgetRehearsals();
      report.backups_removed = await removeBackups(backupsDir);
      report.exports_removed = await exports.eraseAll(actor.org_id);
      report.remains.push(...remainsOf(report.held, mentions));
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
}

/** What is still there, and why, in sentences. @param held calls with the person that a legal hold keeps */
function remainsOf(held: number, mentions: Pick<Mentions, 'held' | 'sentences'>): string[] {
  const of = (count: number, one: string, many: string) => (count > 0 ? [`${count === 1 ? one : many.replace('#', String(count))}.`] : []);
  return [
    ...of(held, 'One call under a legal hold was kept', '# calls under a legal hold were kept'),
    ...of(mentions.held, 'One mention in a call under a legal hold was kept', '# mentions in calls under a legal hold were kept'),
    ...of(
      mentions.sentences,
      'The sound of one sentence in somebody else’s call still mentions the person',
      'The sound of # sentences in other people’s calls still mentions the person',
    ),
  ];
}
