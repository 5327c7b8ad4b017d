/** The parts of a tile, each rendered again only when what it shows has changed. */
import { Popover, Tooltip } from '@mantine/core';
import { Bot, Ear, User } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call, RiskReason, Utterance } from '#shared/contract/calls.ts';
import { RISK_LIMITS } from '#shared/domain/risk.ts';
import type { LiveCall, Monitor, TurnMetric } from '../../client/call-fold.ts';
import { useMe } from '../../client/queries.ts';
import { formatDuration, formatLatency } from '../../ui/format.ts';
import { LevelMeter } from '../../ui/level-meter.tsx';
import { ToneBadge } from '../../ui/state-badge.tsx';
import { useSecond } from '../../ui/timer.tsx';
import { TurnBadge } from '../../ui/turn-badge.tsx';
import { heard } from './heard.ts';
import classes from './tile.module.css';
import { NOTABLE_SILENCE_MS, responsesOf, silenceOf } from './wall-order.ts';

const TAIL_LINES = 3;

export const Meters = memo(function Meters({ call_id }: { call_id: string }) {
  const { t } = useTranslation('kit');
  return (
    <div className={classes.meters}>
      <User size={13} aria-hidden />
      <LevelMeter call_id={call_id} side="customer" tone="human" label={t('meter.customer')} />
      <Bot size={13} aria-hidden />
      <LevelMeter call_id={call_id} side="agent" tone="ai" label={t('meter.agent')} />
    </div>
  );
});

function Silence({ known }: { known: LiveCall }) {
  const { t } = useTranslation('wall');
  const silence = silenceOf(known, useSecond(true) * 1000, heard.lastAt);
  if (silence < NOTABLE_SILENCE_MS) return null;
  return (
    <Tooltip multiline maw={300} label={t('tile.silenceDefinition')}>
      <span className={classes.silence}>{t('tile.silence', { duration: formatDuration(silence) })}</span>
    </Tooltip>
  );
}

const FirstResponse = memo(function FirstResponse({ turns, p95 }: { turns: readonly TurnMetric[]; p95: number | null }) {
  const { t } = useTranslation('wall');
  const newest = responsesOf({ turns }).at(-1);
  if (newest === undefined) return null;
  const more = p95 === null ? '' : t('tile.responseP95', { ms: formatLatency(p95) });
  return (
    <Tooltip multiline maw={320} label={`${t('tile.responseDefinition')} ${more}`}>
      <span data-slow={newest > RISK_LIMITS.slowResponse || undefined}>{t('tile.response', { ms: formatLatency(newest) })}</span>
    </Tooltip>
  );
});

/** Whose turn it is, how quickly the AI answers, and for how long nobody has spoken. */
export function TurnLine({ known, call }: { known: LiveCall; call: Call }) {
  const { t } = useTranslation('wall');
  return (
    <div className={`${classes.turn} tabular`}>
      <TurnBadge call={call} />
      {call.ai_muted && <ToneBadge tone="hold">{t('tile.muted')}</ToneBadge>}
      <FirstResponse turns={known.turns} p95={call.latency.first_response_p95_ms} />
      <Silence known={known} />
    </div>
  );
}

/** The picture has the name: hidden text beside it would be one more thing to clip in each line, which a wall of tiles feels. */
function Speaker({ side, label }: { side: Utterance['speaker']; label: string }) {
  const Icon = side === 'agent' ? Bot : User;
  return <Icon size={13} role="img" aria-label={label} />;
}

/** The last words of both sides, also while they are being spoken. */
export const Tail = memo(function Tail({ utterances, empty }: { utterances: readonly Utterance[]; empty: string }) {
  const { t } = useTranslation('kit');
  const lines = utterances.filter((one) => one.text !== '' || one.unintelligible).slice(-TAIL_LINES);
  if (lines.length === 0) return <p className={classes.waiting}>{empty}</p>;
  return (
    <ul className={classes.tail} aria-label={t('transcript.label')}>
      {lines.map((one) => (
        <li key={one.utterance_id} className={classes.said} data-speaker={one.speaker} data-partial={!one.final || undefined}>
          <Speaker side={one.speaker} label={t(`transcript.${one.speaker}`)} />
          <span className={classes.words}>
            <span>{one.unintelligible ? t('transcript.unintelligible') : one.text}</span>
          </span>
        </li>
      ))}
    </ul>
  );
});

/** Why this call needs a person: the heaviest rule in words, and all of them on request. */
export const Risk = memo(function Risk({ reasons }: { reasons: readonly RiskReason[] }) {
  const { t } = useTranslation('wall');
  const [first] = reasons;
  if (!first) return null;
  return (
    <div className={classes.risk}>
      <ToneBadge tone="trouble">{t('tile.risk')}</ToneBadge>
      <span className={classes.riskText} title={first.text}>
        {first.text}
      </span>
      <Popover width={320} position="bottom-end" withArrow shadow="md" trapFocus={false}>
        <Popover.Target>
          <button type="button" className={classes.rules}>
            {t('tile.rules', { count: reasons.length })}
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <ul className={classes.ruleList}>
            {reasons.map((one) => (
              <li key={one.rule}>
                <strong>{t(`rule.${one.rule}`)}</strong>
                <span className="tabular">{t('tile.weight', { weight: one.weight })}</span>
                <span className={classes.ruleText}>{one.text}</span>
              </li>
            ))}
          </ul>
        </Popover.Dropdown>
      </Popover>
    </div>
  );
});

/** Who listens: this window first, then the others. */
export const Listeners = memo(function Listeners({ monitors, listen }: { monitors: readonly Monitor[]; listen: 'off' | 'starting' | 'on' }) {
  const { t } = useTranslation('wall');
  const { user_id } = useMe();
  const others = monitors.filter((one) => one.user_id !== user_id).map((one) => one.name);
  const elsewhere = listen === 'off' && monitors.length > others.length;
  const own = { on: [t('tile.youListen')], starting: [t('tile.youStart')], off: elsewhere ? [t('tile.youElsewhere')] : [] }[listen];
  if (own.length === 0 && others.length === 0) return null;
  return (
    <div className={classes.listeners} data-own={listen === 'on' || undefined}>
      <Ear size={14} aria-hidden />
      {[...own, ...(others.length > 0 ? [t('tile.othersListen', { names: others.join(', ') })] : [])].join(' · ')}
    </div>
  );
});
