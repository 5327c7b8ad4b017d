import { ActionIcon, CopyButton, Title, Tooltip } from '@mantine/core';
import { Check, CircleCheck, Copy, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '#shared/contract/calls.ts';
import { formatPhone } from '#shared/domain/phone.ts';
import { usePersonas } from '../../client/queries.ts';
import { formatBytes, formatDuration, formatFull } from '../../ui/format.ts';
import classes from './facts.module.css';
import { HoldField } from './hold-field.tsx';
import { NotesField } from '../wrap-up/notes-field.tsx';

function Fact({ name, value, copy }: { name: string; value: ReactNode; copy?: string | null }) {
  const { t } = useTranslation('callDetail');
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd className="tabular">
        <span className={classes.value} title={copy ?? undefined}>
          {value}
        </span>
        {copy && (
          <CopyButton value={copy}>
            {({ copied, copy: take }) => (
              <ActionIcon variant="subtle" color="gray" size={24} aria-label={t('facts.copy', { what: name })} onClick={take}>
                {copied ? <Check size={14} /> : <Copy size={14} />}
              </ActionIcon>
            )}
          </CopyButton>
        )}
      </dd>
    </div>
  );
}

/** Whether the recording is whole and can be trusted. */
function Integrity({ call }: { call: Call }) {
  const { t } = useTranslation('callDetail');
  const { recording } = call;
  const done = recording.state === 'closed' || recording.state === 'recovered';
  return (
    <section>
      <Title order={2}>{t('recording.title')}</Title>
      <p className={classes.state}>{t(`recording.${recording.state}`)}</p>
      {done && (
        <>
          <p className="tabular">
            {t('recording.size', {
              seconds: formatDuration(recording.seconds * 1000),
              bytes: formatBytes(recording.bytes),
              channels: recording.channels,
            })}
          </p>
          {recording.sha256 && (
            <Tooltip multiline maw={300} label={t('recording.shaHint')}>
              <dl className={classes.list}>
                <Fact name={t('recording.sha')} value={<code className={classes.code}>{recording.sha256}</code>} copy={recording.sha256} />
              </dl>
            </Tooltip>
          )}
          {recording.alarms.length === 0 && (
            <p className={classes.well}>
              <CircleCheck size={15} aria-hidden />
              {t('recording.well')}
            </p>
          )}
        </>
      )}
      {recording.alarms.length > 0 && (
        <ul className={classes.alarms} aria-label={t('recording.alarms')}>
          {recording.alarms.map((alarm) => (
            <li key={alarm}>
              <TriangleAlert size={15} aria-hidden />
              {alarm}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What is known about the call beside its words: notes, facts, the recording's state. */
export function Facts({ call }: { call: Call }) {
  const { t } = useTranslation('callDetail');
  const persona = usePersonas().find((one) => one.id === call.persona);
  const moment = (iso: string | null) => (iso ? formatFull(iso) : t('facts.none'));
  return (
    <div className={classes.facts}>
      <NotesField key={call.call_id} call={call} size="sm" minRows={2} maxRows={8} />
      {call.risk.reasons.length > 0 && (
        <section>
          <Title order={2}>{t('risk.title')}</Title>
          <ul className={classes.alarms}>
            {call.risk.reasons.map((one) => (
              <li key={one.rule}>
                <TriangleAlert size={15} aria-hidden />
                {one.text}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <Title order={2}>{t('facts.title')}</Title>
        <dl className={classes.list}>
          <Fact name={t('facts.scenario')} value={call.scenario_name} />
          {persona && <Fact name={t('facts.persona')} value={persona.name} />}
          <Fact name={t('facts.number')} value={formatPhone(call.to)} copy={call.to} />
          <Fact name={t('facts.from')} value={formatPhone(call.from)} copy={call.from} />
          <Fact name={t('facts.placed')} value={moment(call.created_at)} />
          <Fact name={t('facts.answered')} value={moment(call.answered_at)} />
          <Fact name={t('facts.ended')} value={moment(call.ended_at)} />
          <Fact name={t('facts.turns')} value={call.turns} />
          <Fact name={t('facts.words')} value={call.words} />
          <Fact name={t('facts.interruptions')} value={call.interruptions} />
          <Fact name={t('facts.callId')} value={<code className={classes.code}>{call.call_id}</code>} copy={call.call_id} />
          {call.call_sid && <Fact name={t('facts.carrierId')} value={<code className={classes.code}>{call.call_sid}</code>} copy={call.call_sid} />}
        </dl>
      </section>
      <Integrity call={call} />
      <HoldField call_id={call.call_id} />
    </div>
  );
}
