/** A table with one row for each utterance. Sources: RFC 4180; OWASP, CSV injection. */
import type { CallDetail } from '#shared/contract/calls.ts';
import { spoken } from './parts.ts';

const COLUMNS = [
  ...['call_id', 'created_at', 'scenario', 'to', 'from', 'state', 'sequence', 'start_seconds', 'end_seconds', 'speaker', 'text', 'confidence'],
  ...['interrupted', 'unintelligible'],
];

type Value = string | number | boolean | null;

/** A text that a spreadsheet would take for a formula is led by an apostrophe, which makes it text again. */
export function csvCell(value: Value): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const safe = /^[\s\p{Cf}]*[=+\-@\t\r|%＝＋－＠]/u.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

const row = (values: readonly Value[]) => `${values.map(csvCell).join(',')}\r\n`;

export function toCsv(call: CallDetail): string {
  const about = [call.call_id, call.created_at, call.scenario_name, call.to, call.from, call.state];
  const rows = call.utterances.map((one) => [
    ...about,
    ...[one.sequence, one.start_ms / 1000, one.end_ms === null ? null : one.end_ms / 1000, one.speaker, spoken(one), one.confidence],
    ...[one.interrupted, one.unintelligible],
  ]);
  return row(COLUMNS) + rows.map(row).join('');
}
