/**
 * What stands in the cells of a call. Plain functions, with words that are looked up once for the whole list: a turn of the wheel brings many rows at
 * once, and hooks in each of their cells would be most of its work.
 */
import { Link, useRouter } from '@tanstack/react-router';
import { CircleCheck, CircleDot, TriangleAlert } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call, SearchHit } from '#shared/contract/calls.ts';
import { isTerminal } from '#shared/domain/call-state.ts';
import { formatPhone } from '#shared/domain/phone.ts';
import { usePersonas } from '../../client/queries.ts';
import { formatDuration, formatFull, formatLatency, formatMoment } from '../../ui/format.ts';
import { remember } from '../../ui/remember.ts';
import { ToneBadge } from '../../ui/state-badge.tsx';
import { Timer } from '../../ui/timer.tsx';
import { callTone } from '../../ui/tone.ts';
import type { ColumnId } from './calls-view.ts';
import classes from './calls.module.css';
import { fromFirstHit, Snippet } from '../../ui/snippet.tsx';
import { rowLinkId } from './use-row-keys.ts';

/** A call, and where it holds what is searched for. */
export type CallRow = { call: Call; hit: SearchHit | undefined; selected: boolean };

const NONE = '–';
const phoneOf = remember(formatPhone);

/** The words of all rows; the same object until the language or the personas change. */
export function useCellWords() {
  const { t: kit } = useTranslation('kit');
  const { t } = useTranslation('calls');
  const personas = usePersonas();
  const router = useRouter();
  return useMemo(
    () => ({
      state: remember((state: Call['state']) => kit(`state.${state}`)),
      disposition: remember((code: NonNullable<Call['disposition']>) => kit(`disposition.${code}`)),
      recording: remember((state: Exclude<Call['recording']['state'], 'none'>) => t(`recording.${state}`)),
      persona: (id: Call['persona']) => personas.find((one) => one.id === id)?.name ?? NONE,
      href: (callId: string) => router.history.createHref(router.buildLocation({ to: '/calls/$callId', params: { callId } }).href),
    }),
    [kit, t, personas, router],
  );
}
export type CellWords = ReturnType<typeof useCellWords>;

function duration({ call }: CallRow): ReactNode {
  if (!call.answered_at) return NONE;
  return isTerminal(call.state) ? formatDuration(call.duration_seconds * 1000) : <Timer from={call.answered_at} />;
}

function risk({ call }: CallRow): ReactNode {
  if (call.risk.score === 0) return NONE;
  return (
    <span className={classes.risk} title={call.risk.reasons.map((one) => one.text).join('\n')}>
      <TriangleAlert size={14} aria-hidden />
      {call.risk.score}
    </span>
  );
}

function recording({ call }: CallRow, words: CellWords): ReactNode {
  const { state, alarms } = call.recording;
  if (state === 'none') return NONE;
  const Icon = state === 'failed' || alarms.length > 0 ? TriangleAlert : state === 'closed' || state === 'recovered' ? CircleCheck : CircleDot;
  return (
    <span className={classes.recording} title={alarms.join('\n') || undefined}>
      <Icon size={14} aria-hidden />
      {words.recording(state)}
    </span>
  );
}

function said({ hit }: CallRow): ReactNode {
  if (!hit) return null;
  return (
    <Link to="/calls/$callId" params={{ callId: hit.call_id }} search={{ at: hit.start_ms }} className={classes.hit} tabIndex={-1}>
      <Snippet text={fromFirstHit(hit.snippet)} />
    </Link>
  );
}

export const CELLS: Readonly<Record<ColumnId, (row: CallRow, words: CellWords) => ReactNode>> = {
  state: ({ call }, words) => <ToneBadge tone={callTone(call)}>{words.state(call.state)}</ToneBadge>,
  // The list follows it: a link of the router in each row would watch the address for itself.
  to: ({ call, selected }, words) => (
    <a id={rowLinkId(call.call_id)} href={words.href(call.call_id)} data-call={call.call_id} className={classes.link} tabIndex={selected ? 0 : -1}>
      {phoneOf(call.direction === 'inbound' ? call.from : call.to)}
    </a>
  ),
  said,
  scenario: ({ call }) => call.scenario_name,
  persona: ({ call }, words) => words.persona(call.persona),
  placed_by: ({ call }) => call.placed_by.name,
  created_at: ({ call }) => <span title={formatFull(call.created_at)}>{formatMoment(call.created_at)}</span>,
  duration,
  response: ({ call }) => (call.latency.first_response_p95_ms === null ? NONE : formatLatency(call.latency.first_response_p95_ms)),
  turns: ({ call }) => call.turns,
  words: ({ call }) => call.words,
  interruptions: ({ call }) => call.interruptions,
  risk,
  disposition: ({ call }, words) => (call.disposition ? words.disposition(call.disposition) : NONE),
  recording,
};
