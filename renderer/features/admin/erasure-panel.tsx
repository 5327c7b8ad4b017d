import { Button, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Search, Trash2, TriangleAlert } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { routes } from '#shared/contract/index.ts';
import type { ErasureReport, personInput } from '#shared/contract/transcripts.ts';
import { announce } from '../../app/announcer.tsx';
import { useConsole } from '../../client/console-context.ts';
import { describeFailure } from '../../client/failure.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { DoneNote } from '../../ui/done-note.tsx';
import { formatFull } from '../../ui/format.ts';
import { InlineFailure } from '../../ui/inline-failure.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './admin.module.css';

type Person = z.output<typeof personInput>;

const KEY = ['admin', 'erasures'] as const;
const WORD = 'ERASE';

function Counts({ counts }: { counts: Readonly<Record<'calls' | 'recordings' | 'mentions' | 'held', number>> }) {
  const { t } = useTranslation('admin');
  return (
    <dl className={classes.counts}>
      {(['calls', 'recordings', 'mentions', 'held'] as const).map((name) => (
        <div key={name}>
          <dd className="tabular">{counts[name]}</dd>
          <dt>{t(`erasure.count.${name}`)}</dt>
        </div>
      ))}
    </dl>
  );
}

function Report({ report }: { report: ErasureReport }) {
  const { t } = useTranslation('admin');
  return (
    <DoneNote title={t('erasure.done')}>
      <ul className={classes.list}>
        <li>{t('erasure.report.calls', { count: report.calls_erased })}</li>
        <li>{t('erasure.report.recordings', { count: report.recordings_erased })}</li>
        <li>{t('erasure.report.sentences', { count: report.sentences_erased })}</li>
        <li>{t('erasure.report.mentions', { count: report.mentions_erased })}</li>
        <li>{t('erasure.report.backups', { count: report.backups_removed })}</li>
        <li>{t('erasure.report.exports', { count: report.exports_removed })}</li>
      </ul>
      {report.remains.length > 0 && (
        <>
          <b>{t('erasure.remains')}</b>
          <ul className={classes.list}>
            {report.remains.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </>
      )}
    </DoneNote>
  );
}

/** The last step: what will be gone, and the word that says it is meant. */
function Confirm({
  person,
  found,
  onDone,
}: {
  person: Person;
  found: Parameters<typeof Counts>[0]['counts'];
  onDone: (report: ErasureReport) => void;
}) {
  const { t } = useTranslation('admin');
  const { api, queryClient } = useConsole();
  const [word, setWord] = useState('');
  const erase = useMutation({
    meta: { inline: true },
    mutationFn: () => api.call(routes.transcripts.erasePerson, { body: { ...person, confirm: 'erase' } }),
    onSuccess(report) {
      announce(t('erasure.done'));
      onDone(report);
      // Calls, hits and transcripts of this person are gone from everywhere.
      void queryClient.invalidateQueries();
    },
  });
  const nothing = found.calls + found.mentions === 0;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (word === WORD) erase.mutate();
  };
  return (
    <>
      <Counts counts={found} />
      {found.held > 0 && <p className={classes.text}>{t('erasure.held', { count: found.held })}</p>}
      {nothing ? (
        <p className={classes.text}>{t('erasure.nothing')}</p>
      ) : (
        <form className={classes.form} onSubmit={submit}>
          <p className={classes.danger}>
            <TriangleAlert size={16} aria-hidden /> {t('erasure.warning')}
          </p>
          <div className={classes.line}>
            <TextInput
              w={260}
              label={t('erasure.type', { word: WORD })}
              autoComplete="off"
              value={word}
              onChange={(event) => setWord(event.currentTarget.value)}
            />
            <Button type="submit" color="red.9" leftSection={<Trash2 size={16} aria-hidden />} loading={erase.isPending} disabled={word !== WORD}>
              {t('erasure.submit')}
            </Button>
          </div>
          {erase.error && <InlineFailure error={erase.error} />}
        </form>
      )}
    </>
  );
}

function Reports() {
  const { t } = useTranslation('admin');
  const { api } = useConsole();
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await api.call(routes.transcripts.erasures, {}, { signal })).items,
    staleTime: 0,
  });
  if (!data || data.length === 0) return null;
  const columns = (['at', 'calls', 'recordings', 'sentences', 'mentions', 'backups'] as const).map((id) => ({
    id,
    label: t(`erasure.column.${id}`),
  }));
  return (
    <Panel title={t('erasure.reports')} lead={t('erasure.reportsLead')}>
      <DataTable label={t('erasure.reports')} columns={columns}>
        {data.map((one) => (
          <tr key={one.id} className="tabular">
            <td>{formatFull(one.at)}</td>
            <td>{one.calls_erased}</td>
            <td>{one.recordings_erased}</td>
            <td>{one.sentences_erased}</td>
            <td>{one.mentions_erased}</td>
            <td>{one.backups_removed}</td>
          </tr>
        ))}
      </DataTable>
    </Panel>
  );
}

/** Finds one person everywhere, and erases them: first found, then confirmed, then reported. */
export function ErasurePanel() {
  const { t } = useTranslation('admin');
  const { api } = useConsole();
  const [phone, setPhone] = useState('');
  const [texts, setTexts] = useState<string[]>([]);
  const [report, setReport] = useState<ErasureReport>();
  const find = useMutation({
    meta: { inline: true },
    mutationFn: async (person: Person) => ({ person, found: await api.call(routes.transcripts.findPerson, { body: person }) }),
    onSuccess: () => setReport(undefined),
  });
  // Another person is another question: what was found for the one before no longer counts.
  const forget = () => {
    find.reset();
    setReport(undefined);
  };
  const malformed = find.error !== null && describeFailure(find.error).fields['phone'] !== undefined;
  // Of somebody who is erased nothing stands here either.
  const done = (made: ErasureReport) => {
    setReport(made);
    setPhone('');
    setTexts([]);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (phone.trim()) find.mutate({ phone: phone.trim(), texts });
  };
  return (
    <>
      <Panel title={t('erasure.title')} lead={t('erasure.lead')}>
        <form className={classes.form} onSubmit={submit}>
          <TextInput
            w={260}
            type="tel"
            label={t('erasure.phone')}
            placeholder="+1 555 010 1234"
            autoComplete="off"
            maxLength={40}
            error={malformed && t('erasure.phoneProblem')}
            value={phone}
            onChange={(event) => {
              setPhone(event.currentTarget.value);
              forget();
            }}
          />
          <TagsInput
            maw={520}
            label={t('erasure.texts')}
            description={t('erasure.textsHint')}
            maxTags={10}
            acceptValueOnBlur
            value={texts}
            onChange={(next) => {
              setTexts(next.filter((one) => one.trim().length >= 3));
              forget();
            }}
          />
          {find.error && !malformed && <InlineFailure error={find.error} />}
          <div>
            <Button type="submit" variant="default" leftSection={<Search size={16} aria-hidden />} loading={find.isPending} disabled={!phone.trim()}>
              {t('erasure.find')}
            </Button>
          </div>
        </form>
        {find.data && !report && <Confirm key={find.submittedAt} {...find.data} onDone={done} />}
        {report && <Report report={report} />}
      </Panel>
      <Reports />
    </>
  );
}
