/** Numbers of one conversation. Formulas as printed beside them in the console. */

/** Words of a text: runs of characters between white space. */
export function countWords(text: string): number {
  const trimmed = text.trim();
  return trimmed === '' ? 0 : trimmed.split(/\s+/).length;
}

/** Turns: everything one side says before the other replies counts once. Utterances in the order of the conversation. */
export function countTurns(utterances: readonly { channel: number }[]): number {
  return utterances.filter((one, index) => index === 0 || one.channel !== utterances[index - 1]?.channel).length;
}

/**
 * The nearest-rank percentile: the smallest value that at least `percent` % of all values do not exceed.
 * Undefined for no values. Source: NIST handbook 1.3.5.6, nearest rank.
 */
export function percentile(values: readonly number[], percent: number): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

export type TimedTurn = { kind: 'greeting' | 'reply'; speech_end_ms: number; first_audio_ms: number };

export type LatencyNumbers = { greeting_ms: number | null; first_response_p50_ms: number | null; first_response_p95_ms: number | null };

/** Greeting: answer → first AI audio. First response: end of the caller's speech → first AI audio, over all replies. */
export function latencyOf(turns: readonly TimedTurn[]): LatencyNumbers {
  const wait = (turn: TimedTurn) => Math.max(0, turn.first_audio_ms - turn.speech_end_ms);
  const greeting = turns.find((turn) => turn.kind === 'greeting');
  const replies = turns.filter((turn) => turn.kind === 'reply').map(wait);
  return {
    greeting_ms: greeting ? wait(greeting) : null,
    first_response_p50_ms: percentile(replies, 50) ?? null,
    first_response_p95_ms: percentile(replies, 95) ?? null,
  };
}

/** The last words of a conversation, whole words, at most `limit` characters. */
export function tailOf(utterances: readonly { text: string }[], limit = 120): string {
  const last =
    utterances
      .findLast((one) => one.text.trim() !== '')
      ?.text.trim()
      .replace(/\s+/g, ' ') ?? '';
  if (last.length <= limit) return last;
  const cut = last.slice(last.length - limit + 1);
  return `…${cut.slice(cut.indexOf(' ') + 1)}`;
}
