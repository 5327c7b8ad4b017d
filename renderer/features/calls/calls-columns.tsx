import { columnSizingFeature, columnVisibilityFeature, createColumnHelper, rowSortingFeature, tableFeatures } from '@tanstack/react-table';
import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleDot, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Call, SearchHit } from '#shared/contract/calls.ts';
import { isTerminal } from '#shared/domain/call-state.ts';
import { formatPhone } from '#shared/domain/phone.ts';
import { usePersonas } from '../../client/queries.ts';
import { formatDuration, formatFull, formatLatency, formatMoment } from '../../ui/format.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Timer } from '../../ui/timer.tsx';
import classes from './calls.module.css';
import { fromFirstHit, Snippet } from './snippet.tsx';
import { rowLinkId } from './use-row-keys.ts';

/** A call, and where it holds what is searched for. */
export type CallRow = { call: Call; hit: SearchHit | undefined; selected: boolean };

function Number({ call, selected }: CallRow) {
  return (
    <Link
      id={rowLinkId(call.call_id)}
      to="/calls/$callId"
      params={{ callId: call.call_id }}
      className={`${classes.link} tabular`}
      tabIndex={selected ? 0 : -1}
    >
      {formatPhone(call.direction === 'inbound' ? call.from : call.to)}
    </Link>
  );
}

function Said({ hit }: CallRow) {
  if (!hit) return null;
  return (
    <Link to="/calls/$callId" params={{ callId: hit.call_id }} search={{ at: hit.start_ms }} className={classes.hit} tabIndex={-1}>
      <Snippet text={fromFirstHit(hit.snippet)} />
    </Link>
  );
}

function Duration({ call }: CallRow) {
  if (!isTerminal(call.state) && call.answered_at) return <Timer from={call.answered_at} />;
  return call.answered_at ? formatDuration(call.duration_seconds * 1000) : '–';
}

function Risk({ call }: CallRow) {
  if (call.risk.score === 0) return '–';
  return (
    <span className={classes.risk} title={call.risk.reasons.map((one) => one.text).join('\n')}>
      <TriangleAlert size={14} aria-hidden />
      {call.risk.score}
    </span>
  );
}

function Persona({ call }: CallRow) {
  return usePersonas().find((one) => one.id === call.persona)?.name ?? '–';
}

function Outcome({ call }: CallRow) {
  const { t } = useTranslation('kit');
  return call.disposition ? t(`disposition.${call.disposition}`) : '–';
}

function Recording({ call }: CallRow) {
  const { t } = useTranslation('calls');
  const { state, alarms } = call.recording;
  const Icon = state === 'failed' || alarms.length > 0 ? TriangleAlert : state === 'closed' || state === 'recovered' ? CircleCheck : CircleDot;
  if (state === 'none') return '–';
  return (
    <span className={classes.recording} title={alarms.join('\n') || undefined}>
      <Icon size={14} aria-hidden />
      {t(`recording.${state}`)}
    </span>
  );
}

export const features = tableFeatures({ columnSizingFeature, columnVisibilityFeature, rowSortingFeature });
const helper = createColumnHelper<typeof features, CallRow>();

/** Sizes in pixels; what is left goes to the widest. Ids that can be sorted are those the API sorts by. */
export const columns = helper.columns([
  helper.display({ id: 'state', size: 128, enableSorting: false, cell: ({ row }) => <StateBadge state={row.original.call.state} /> }),
  helper.display({ id: 'to', size: 160, enableSorting: false, cell: ({ row }) => <Number {...row.original} /> }),
  helper.display({ id: 'said', size: 320, enableSorting: false, cell: ({ row }) => <Said {...row.original} /> }),
  helper.accessor((row) => row.call.scenario_name, { id: 'scenario', size: 190, enableSorting: false }),
  helper.display({ id: 'persona', size: 120, enableSorting: false, cell: ({ row }) => <Persona {...row.original} /> }),
  helper.accessor((row) => row.call.placed_by.name, { id: 'placed_by', size: 120, enableSorting: false }),
  helper.accessor((row) => row.call.created_at, {
    id: 'created_at',
    size: 130,
    cell: ({ row }) => <span title={formatFull(row.original.call.created_at)}>{formatMoment(row.original.call.created_at)}</span>,
  }),
  helper.accessor((row) => row.call.duration_seconds, { id: 'duration', size: 92, cell: ({ row }) => <Duration {...row.original} /> }),
  helper.display({
    id: 'response',
    size: 112,
    enableSorting: false,
    cell: ({ row }) => {
      const p95 = row.original.call.latency.first_response_p95_ms;
      return p95 === null ? '–' : formatLatency(p95);
    },
  }),
  helper.accessor((row) => row.call.turns, { id: 'turns', size: 66, enableSorting: false }),
  helper.accessor((row) => row.call.words, { id: 'words', size: 70, enableSorting: false }),
  helper.accessor((row) => row.call.interruptions, { id: 'interruptions', size: 104, enableSorting: false }),
  helper.display({ id: 'risk', size: 70, enableSorting: false, cell: ({ row }) => <Risk {...row.original} /> }),
  helper.display({ id: 'disposition', size: 140, enableSorting: false, cell: ({ row }) => <Outcome {...row.original} /> }),
  helper.display({ id: 'recording', size: 130, enableSorting: false, cell: ({ row }) => <Recording {...row.original} /> }),
]);

export const NUMERIC_COLUMNS: readonly string[] = ['duration', 'response', 'turns', 'words', 'interruptions', 'risk'];
