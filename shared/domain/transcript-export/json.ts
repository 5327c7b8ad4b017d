import type { CallDetail } from '#shared/contract/calls.ts';

/** For programs: the call, what was said, and how fast the AI answered. */
export function toJson(call: CallDetail): string {
  const { utterances, turn_metrics, monitors: _monitors, ...rest } = call;
  return `${JSON.stringify({ call: rest, utterances, turn_metrics }, null, 2)}\n`;
}
