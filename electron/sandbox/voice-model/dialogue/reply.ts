/** The next thing the persona says. Pure: the same instructions and conversation always give the same reply. */
import { sentences } from '../../voices/spoken-text.ts';
import { readBrief } from './brief.ts';
import type { Brief } from './brief.ts';
import { quoted } from './brief-text.ts';
import { spokenForm } from './imperative.ts';
import { identification, LINES } from './lines.ts';
import { remember } from './memory.ts';
import type { Memory } from './memory.ts';
import { answerUtterance, askNext, close } from './policy.ts';
import type { Draft } from './policy.ts';
import { toolCall } from './tools.ts';
import type { Reply, ReplyRequest } from './turn.ts';

/** A direction this long, or with headings, is a whole instruction text and not a hint for one reply. */
const WHOLE_TEXT = 600;

export function reply(request: ReplyRequest): Reply {
  const { direction = '', tools, turns, mustCall } = request;
  const whole = direction.length > WHOLE_TEXT || /^#{1,3} /m.test(direction);
  const brief = readBrief(whole ? direction : request.instructions);
  const memory = remember(brief, turns);
  if (mustCall !== undefined) {
    const call = toolCall({}, tools, memory.called, mustCall);
    if (call) return { sentences: [], call };
  }
  const draft = (whole ? undefined : directed(brief, memory, direction)) ?? decide(brief, memory);
  const call = toolCall(draft, tools, memory.called, undefined);
  const say = [...draft.say, ...(draft.ask ?? [])].map((text) => text.trim()).filter((text) => /[\p{L}\p{N}]/u.test(text));
  return { sentences: say.length === 0 && !call ? [LINES.interrupted] : say, ...(call ? { call } : {}) };
}

/** An instruction for this reply alone; undefined when it asks for nothing but to go on. */
function directed(brief: Brief, memory: Memory, direction: string): Draft | undefined {
  if (direction.trim() === '') return undefined;
  const words = quoted(direction);
  if (words !== undefined) return { say: sentences(words) };
  const say: string[] = [];
  for (const part of sentences(direction)) {
    const spoken = spokenForm(part, false);
    if (spoken?.kind === 'close') return close(brief, memory.next ? 'bad time' : 'goal met');
    if (spoken && 'text' in spoken) say.push(...sentences(spoken.text));
  }
  return say.length > 0 ? { say } : undefined;
}

function decide(brief: Brief, memory: Memory): Draft {
  if (memory.whispers.some((whisper) => whisper.kind === 'voicemail')) return close(brief, 'voicemail');
  if (memory.replies === 0) return firstWords(brief, memory);
  if (memory.whispers.length > 0) return whispered(brief, memory);
  if (memory.afterTool) return memory.over ? { say: [LINES.goodbye] } : askNext(brief, memory, []);
  // Asked to go on although nobody spoke: what broke off is taken up again.
  if (memory.utterance === undefined) return memory.over ? { say: [LINES.goodbye] } : resume(brief, memory);
  return answerUtterance(brief, memory);
}

function resume(brief: Brief, memory: Memory): Draft {
  return memory.pending ? { say: [], ask: sentences(memory.pending.text) } : askNext(brief, memory, []);
}

function firstWords(brief: Brief, memory: Memory): Draft {
  const answer = memory.utterance === undefined ? undefined : answerUtterance(brief, memory);
  if (answer?.closed === 'voicemail') return answer;
  if (brief.opening.length > 0) return { say: brief.opening };
  return askNext(brief, memory, [LINES.hello, identification(brief)]);
}

/** Follows the supervisor between the reaction to what was just said and the question that comes next. */
function whispered(brief: Brief, memory: Memory): Draft {
  const say: string[] = [];
  for (const whisper of memory.whispers) {
    if (whisper.kind === 'close') return close(brief, memory.next ? 'bad time' : 'goal met', say);
    if (whisper.kind === 'repeat') say.push(...sentences(memory.pending?.text ?? identification(brief)));
    if ('text' in whisper) say.push(...sentences(whisper.text));
  }
  // Told only how to behave: leave the point at hand and go on.
  if (say.length === 0) return askNext(brief, memory, [LINES.acknowledge[2]]);
  if (say.at(-1)?.endsWith('?')) return { say };
  if (memory.utterance === undefined) return { say, ask: sentences((memory.pending ?? memory.next)?.text ?? '') };
  const answer = answerUtterance(brief, memory);
  return answer.closed === undefined ? { ...answer, say: [...answer.say, ...say] } : { ...answer, say: [...say, ...answer.say] };
}
