/** What a voice says when it has neither a clip nor a synthesiser for a text. It is rendered ahead for every voice, and given back as what was said. */
import { CALLEE_VOICES } from './voice-table.ts';

const MODEL_LINE = 'I am sorry, I do not have those words at hand on this machine.';
const CALLEE_LINE = 'Sorry, could you say that again, please?';

export function genericLine(voice: string): string {
  return voice in CALLEE_VOICES ? CALLEE_LINE : MODEL_LINE;
}
