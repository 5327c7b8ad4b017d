/** A call as lines of text: each sentence when it has been said, each change of state, and how it went at the end. */
import type { CallSummary, Envelope } from '#shared/live/envelope.ts';

const STATES: Record<string, string> = {
  queued: 'Waiting for a line',
  dialing: 'Dialling',
  ringing: 'Ringing',
  answered: 'Answered',
  wrapping: 'Closing the recording',
};

/** The line that an event is worth in a terminal, if any. */
export function lineOf(envelope: Envelope): string | undefined {
  if (envelope.type === 'call.state') {
    const { state, reason } = envelope.data;
    const words = STATES[state];
    return words && `· ${words}${reason ? `: ${reason}` : ''}`;
  }
  if (envelope.type !== 'utterance.final') return undefined;
  const { start_ms, speaker, text, interrupted, unintelligible } = envelope.data;
  const said = unintelligible ? '(could not be understood)' : text;
  return `${clock(start_ms)}  ${speaker === 'agent' ? 'AI      ' : 'Customer'}  ${said}${interrupted ? ' (interrupted)' : ''}`;
}

export function summaryLines(summary: CallSummary): string[] {
  const { state, reason, duration_seconds, turns, words, interruptions, recording, latency, call_id, call_sid } = summary;
  const lines = [
    `Call       ${call_id}${call_sid ? ` (${call_sid})` : ''}`,
    `Outcome    ${state.replaceAll('_', ' ')}${reason ? `: ${reason}` : ''}`,
    `Duration   ${clock(duration_seconds * 1000)}`,
    `Said       ${words} words in ${turns} turns, ${interruptions} interruptions`,
    `Response   greeting ${ms(latency.greeting_ms)}, replies ${ms(latency.first_response_p50_ms)} (p50), ${ms(latency.first_response_p95_ms)} (p95)`,
  ];
  if (recording) lines.push(`Recording  ${recording.path} (${recording.channels} channels, ${recording.seconds.toFixed(1)} s)`);
  return lines;
}

function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

function ms(value: number | null): string {
  return value === null ? 'none' : `${Math.round(value)} ms`;
}
