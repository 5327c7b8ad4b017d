/** A transcript as a file: plain text, WebVTT, JSON. */
import type { CallDetail, Utterance } from '#shared/contract/calls.ts';
import { formatPhone } from './phone.ts';

export type TranscriptFormat = 'txt' | 'vtt' | 'json';

export const TRANSCRIPT_MEDIA_TYPES: Record<TranscriptFormat, string> = {
  txt: 'text/plain; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

const NAMES = { customer: 'Customer', agent: 'AI agent' } as const;

/** The body of a transcript file. Times are positions in the recording. */
export function exportTranscript(call: CallDetail, format: TranscriptFormat): string {
  if (format === 'vtt') return toVtt(call);
  if (format === 'json') return toJson(call);
  return toText(call);
}

/** A file name without characters that a file system refuses. */
export function transcriptFileName(call: Pick<CallDetail, 'created_at' | 'to'>, format: TranscriptFormat): string {
  const day = call.created_at.slice(0, 16).replace('T', '-').replace(':', '');
  return `call-${day}-${call.to.replace(/\D/g, '')}.${format}`;
}

function spoken(one: Utterance): string {
  const text = one.text.replace(/\s+/g, ' ').trim();
  if (one.unintelligible) return text ? `${text} [unintelligible]` : '[unintelligible]';
  return one.interrupted ? `${text} [interrupted]` : text;
}

/** `0:07`, `1:02:03`. */
function clock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function toText(call: CallDetail): string {
  const head = [
    `Call ${call.call_id}`,
    `Scenario: ${call.scenario_name}`,
    `To: ${formatPhone(call.to)}   From: ${formatPhone(call.from)}`,
    `Placed: ${call.created_at} by ${call.placed_by.name}`,
    `Ended as: ${call.state.replaceAll('_', ' ')}${call.reason ? ` (${call.reason})` : ''}, ${clock(call.duration_seconds * 1000)}`,
  ];
  const lines = call.utterances.map((one) => `[${clock(one.start_ms)}] ${NAMES[one.speaker]}: ${spoken(one)}`);
  return `${[...head, '', ...(lines.length > 0 ? lines : ['Nothing was said.'])].join('\n')}\n`;
}

/** `00:01:02.345`, as WebVTT wants it. Source: W3C WebVTT, timestamps. */
function vttTime(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const two = (n: number) => String(n).padStart(2, '0');
  const total = Math.floor(whole / 1000);
  return `${two(Math.floor(total / 3600))}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}.${String(whole % 1000).padStart(3, '0')}`;
}

function vttEscape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function toVtt(call: CallDetail): string {
  const cues = call.utterances
    .filter((one) => spoken(one) !== '')
    .map((one) => {
      const end = Math.max(one.end_ms ?? one.start_ms + 2000, one.start_ms + 1);
      return `${one.sequence}\n${vttTime(one.start_ms)} --> ${vttTime(end)}\n<v ${NAMES[one.speaker]}>${vttEscape(spoken(one))}`;
    });
  return `${['WEBVTT', ...cues].join('\n\n')}\n`;
}

function toJson(call: CallDetail): string {
  const { utterances, turn_metrics, monitors: _monitors, ...rest } = call;
  return `${JSON.stringify({ call: rest, utterances, turn_metrics }, null, 2)}\n`;
}
