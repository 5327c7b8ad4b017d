import { Anchor, Badge, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleDot, TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '#shared/contract/calls.ts';
import { isConnected, isTerminal } from '#shared/domain/call-state.ts';
import { formatPhone } from '#shared/domain/phone.ts';
import type { LiveCall } from '../../client/call-fold.ts';
import { usePersonas } from '../../client/queries.ts';
import { formatLatency } from '../../ui/format.ts';
import { LevelMeter } from '../../ui/level-meter.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Timer } from '../../ui/timer.tsx';
import { TranscriptList } from '../../ui/transcript-list.tsx';
import { TurnBadge } from '../../ui/turn-badge.tsx';
import { CallActions } from './call-actions.tsx';
import classes from './softphone.module.css';
import { WrapStrip } from './wrap-strip.tsx';

const WAITING = { queued: 'queued', dialing: 'dialing', ringing: 'ringing' } as const;

function Facts({ call }: { call: Call }) {
  const { t } = useTranslation('softphone');
  const { p50, greeting } = { p50: call.latency.first_response_p50_ms, greeting: call.latency.greeting_ms };
  return (
    <div className={`${classes.facts} tabular`}>
      <TurnBadge call={call} />
      {isConnected(call.state) && (
        <span className={classes.fact} data-recording={call.recording.state}>
          <CircleDot size={14} aria-hidden />
          {t(`call.recording.${call.recording.state}`)}
        </span>
      )}
      {p50 !== null && <span>{t('call.firstResponse', { p50: formatLatency(p50) })}</span>}
      {p50 === null && greeting !== null && <span>{t('call.greeting', { ms: formatLatency(greeting) })}</span>}
    </div>
  );
}

function Meters({ call_id }: { call_id: string }) {
  const { t } = useTranslation(['softphone', 'kit']);
  return (
    <div className={classes.meters}>
      <span>{t('call.customer')}</span>
      <LevelMeter call_id={call_id} side="customer" tone="human" label={t('kit:meter.customer')} />
      <span>{t('call.agent')}</span>
      <LevelMeter call_id={call_id} side="agent" tone="ai" label={t('kit:meter.agent')} />
    </div>
  );
}

/** What needs a person's eye: the network, the model, the recording, and rules that fired. */
function Trouble({ call }: { call: Call }) {
  const { t } = useTranslation('softphone');
  // An alarm of a live call is a risk as well; one that is found later is not.
  const lines = [...new Set([...call.risk.reasons.map((one) => one.text), ...call.recording.alarms])];
  if (call.ai_muted && !isTerminal(call.state)) lines.unshift(t('call.muted'));
  if (lines.length === 0) return null;
  return (
    <ul className={classes.trouble} aria-label={t('call.trouble')}>
      {lines.map((line) => (
        <li key={line}>
          <TriangleAlert size={15} aria-hidden />
          {line}
        </li>
      ))}
    </ul>
  );
}

function Head({ call }: { call: Call }) {
  const { t } = useTranslation('softphone');
  const persona = usePersonas().find((one) => one.id === call.persona);
  const over = isTerminal(call.state);
  return (
    <div className={classes.callHead}>
      <div className={classes.callWho}>
        <h2 className={`${classes.callNumber} tabular`}>{formatPhone(call.to)}</h2>
        <Text size="sm" c="dimmed" truncate>
          {[persona?.name, call.scenario_name].filter(Boolean).join(' · ')}
        </Text>
      </div>
      {call.practice && (
        <Badge variant="outline" color="gray" tt="none">
          {t('call.practice')}
        </Badge>
      )}
      <StateBadge state={call.state} />
      <span className={classes.callTimer}>
        <Timer from={call.answered_at ?? call.created_at} to={over ? (call.ended_at ?? call.created_at) : null} />
      </span>
    </div>
  );
}

/** The call on the desk, from dialling to wrap-up. */
export function CallCard({ known, call, onNext }: { known: LiveCall; call: Call; onNext: () => void }) {
  const { t } = useTranslation(['softphone', 'kit']);
  const over = isTerminal(call.state);
  const card = useRef<HTMLElement>(null);
  // The keys of the call work from here, and what had the focus may have gone with the live controls.
  useEffect(() => {
    if (!over || document.activeElement === document.body) card.current?.focus();
  }, [call.call_id, over]);
  const waiting = call.state in WAITING ? t(`call.waiting.${WAITING[call.state as keyof typeof WAITING]}`) : t('call.waiting.other');
  return (
    <section ref={card} tabIndex={-1} className={classes.call} aria-label={t('call.label', { number: formatPhone(call.to) })}>
      <Head call={call} />
      {over ? (
        <p className={classes.ending}>
          {t('call.ended', { state: t(`kit:state.${call.state}`), reason: call.reason })}{' '}
          <Anchor underline="always" component={Link} to="/calls/$callId" params={{ callId: call.call_id } as never}>
            {t('call.open')}
          </Anchor>
        </p>
      ) : (
        <>
          <Facts call={call} />
          <Meters call_id={call.call_id} />
          <CallActions call={call} />
        </>
      )}
      <Trouble call={call} />
      <div className={classes.transcript}>
        <TranscriptList live utterances={known.utterances} empty={over ? t('call.nothingSaid') : waiting} />
      </div>
      <WrapStrip key={call.call_id} call={call} onNext={onNext} />
    </section>
  );
}
