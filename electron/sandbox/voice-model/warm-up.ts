/** Has a session's likeliest lines rendered while the phone still rings, so that a text nobody rendered ahead is spoken without a wait. */
import { sentences } from '../voices/spoken-text.ts';
import type { Studio } from '../types.ts';
import { readBrief } from './dialogue/brief.ts';
import { identification, LINES } from './dialogue/lines.ts';
import { studioVoice } from './speech-plan.ts';

export type WarmUp = (instructions: string, voice: string) => void;

/** What is known to be rendered; the studio keeps the audio itself. */
const MOST_KNOWN = 2000;

/** One line at a time: an answer that is waited for never stands behind more than one of them. */
export function createWarmUp(studio: Studio): WarmUp {
  const known = new Set<string>();
  const waiting: { text: string; voice: string }[] = [];
  let working = false;

  const work = async () => {
    if (working) return;
    working = true;
    for (let line = waiting.shift(); line; line = waiting.shift()) {
      const { text, voice } = line;
      // A line that cannot be rendered fails again, and visibly, when it is to be spoken.
      await studio.speak(text, voice).catch(() => known.delete(`${voice}\n${text}`));
    }
    working = false;
  };

  return (instructions, voice) => {
    const brief = readBrief(instructions);
    const likely = [
      ...brief.opening,
      identification(brief),
      ...brief.pitch.flatMap(sentences),
      ...brief.questions.flatMap((question) => sentences(question.text)),
      ...LINES.yes,
      ...LINES.acknowledge,
    ];
    const speaker = studioVoice(studio, voice);
    for (const text of likely) {
      const key = `${speaker}\n${text}`;
      if (known.has(key)) continue;
      if (known.size >= MOST_KNOWN) known.clear();
      known.add(key);
      waiting.push({ text, voice: speaker });
    }
    void work();
  };
}
