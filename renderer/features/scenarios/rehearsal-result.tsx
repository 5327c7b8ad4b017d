import { Check, ChevronRight, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Rehearsal } from '#shared/contract/rehearsals.ts';
import { formatDuration } from '../../ui/format.ts';
import { ToneBadge } from '../../ui/state-badge.tsx';
import type { Tone } from '../../ui/tone.ts';
import classes from './rehearse.module.css';

const TONES: Readonly<Record<Rehearsal['state'], Tone>> = {
  waiting: 'offline',
  running: 'ringing',
  passed: 'available',
  failed: 'trouble',
  error: 'trouble',
  canceled: 'offline',
};

function Goals({ goals }: { goals: Rehearsal['goals'] }) {
  const { t } = useTranslation('scenarios');
  return (
    <ul className={classes.goals}>
      {goals.map((goal) => (
        <li key={goal.id} data-met={goal.met || undefined}>
          {goal.met ? <Check size={15} aria-label={t('rehearse.met')} /> : <X size={15} aria-label={t('rehearse.notMet')} />}
          <span>
            {goal.description}
            {goal.evidence && (
              <q className={classes.evidence}>
                {goal.evidence.text} <small className="tabular">{formatDuration(goal.evidence.start_ms)}</small>
              </q>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Transcript({ utterances }: { utterances: Rehearsal['utterances'] }) {
  const { t } = useTranslation(['scenarios', 'kit']);
  if (utterances.length === 0) return <p className={classes.note}>{t('rehearse.nothingSaid')}</p>;
  return (
    <ol className={classes.lines} aria-label={t('rehearse.transcript')}>
      {utterances.map((one, index) => (
        // The lines of a rehearsal that is over never move.
        <li key={index} data-speaker={one.speaker}>
          <span className={classes.who}>
            {t(`kit:transcript.${one.speaker}`)} <span className="tabular">{formatDuration(one.start_ms)}</span>
          </span>
          <span>
            {one.unintelligible ? <em>{t('kit:transcript.unintelligible')}</em> : one.text}
            {one.interrupted && <em> ({t('kit:transcript.interrupted')})</em>}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** How one person took the scenario; opened, why, and what was said. */
export function RehearsalResult({ rehearsal }: { rehearsal: Rehearsal }) {
  const { t } = useTranslation('scenarios');
  const { persona_name, state, goals, reason, duration_seconds, utterances, seed, speed, scenario_version } = rehearsal;
  const met = goals.filter((one) => one.met).length;
  const over = state !== 'waiting' && state !== 'running';
  return (
    <details className={classes.result}>
      <summary>
        <ChevronRight size={15} aria-hidden className={classes.chevron} />
        <span className={classes.persona}>{persona_name}</span>
        <span className={`${classes.score} tabular`}>
          {over && goals.length > 0 && t('rehearse.score', { met, count: goals.length })}
          {over && ` · ${formatDuration(duration_seconds * 1000)}`}
        </span>
        <ToneBadge tone={TONES[state]}>{t(`rehearse.state.${state}`)}</ToneBadge>
      </summary>
      <div className={classes.detail}>
        {reason && <p className={classes.note}>{reason}</p>}
        {over && goals.length > 0 && <Goals goals={goals} />}
        {over && <Transcript utterances={utterances} />}
        <p className={`${classes.note} tabular`}>
          {scenario_version === 0 ? t('rehearse.ofDraft', { seed, speed }) : t('rehearse.ofVersion', { version: scenario_version, seed, speed })}
        </p>
      </div>
    </details>
  );
}
