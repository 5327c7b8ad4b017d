import type { CallDetail } from '#shared/contract/calls.ts';
import { formatPhone } from '../phone.ts';
import { clock, NAMES, spoken } from './parts.ts';

/** For people: a head, then one line for each utterance with its position in the recording. */
export function toText(call: CallDetail): string {
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
