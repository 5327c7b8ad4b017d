/** Gather: keys that are pressed, or one thing that is said. */
import { FRAME_MS, mulawDbfs } from '#shared/audio/mulaw.ts';
import type { Call } from '../call.ts';
import type { Line } from '../line.ts';
import { type Verb, flag, number, text } from '../twiml.ts';
import type { Form } from '../wire.ts';
import { type Next, type Scene, lineOf, targetOf } from './scene.ts';
import { pauseVerb, playVerb, say } from './sound.ts';

const PROMPTS = { Say: say, Play: playVerb, Pause: pauseVerb };
const SPEECH_DBFS = -42;
/** Speech has to go on for so long to count, and what came just before it belongs to it. */
const ONSET_FRAMES = 3;
const PREROLL_FRAMES = 15;
const AUTO_SILENCE_MS = 1000;

export async function gather(scene: Scene, verb: Verb): Promise<Next> {
  const line = lineOf(scene);
  const prompt = new AbortController();
  const ear = listen(scene.call, line, verb, () => flag(verb, 'bargeIn', true) && prompt.abort());
  scene.signal.addEventListener('abort', () => prompt.abort(), { once: true });
  for (const child of verb.children) {
    if (prompt.signal.aborted) break;
    await PROMPTS[child.name as keyof typeof PROMPTS]({ ...scene, signal: prompt.signal }, child);
  }
  if (!scene.signal.aborted) ear.promptIsOver();
  const abort = () => ear.close();
  scene.signal.addEventListener('abort', abort, { once: true });
  if (scene.signal.aborted) abort();
  const result = await ear.result;
  scene.signal.removeEventListener('abort', abort);
  if (scene.signal.aborted || (!result && !flag(verb, 'actionOnEmptyResult', false))) return undefined;
  const target = targetOf(scene, { ...verb, attributes: { action: scene.base, ...verb.attributes } }, 'action', 'method');
  return target && { target, params: result ?? { Digits: '' } };
}

type Ear = { result: Promise<Form | undefined>; promptIsOver(): void; close(): void };

function listen(call: Call, line: Line, verb: Verb, onInput: () => void): Ear {
  const input = (text(verb, 'input') ?? 'dtmf').split(/\s+/);
  const timeoutMs = number(verb, 'timeout', 5) * 1000;
  const numDigits = number(verb, 'numDigits', 0);
  const finishOnKey = text(verb, 'finishOnKey') ?? '#';
  const silenceMs = number(verb, 'speechTimeout', AUTO_SILENCE_MS / 1000) * 1000;

  let digits = '';
  let waiting = false;
  let quietMs = 0;
  const speech = input.includes('speech') ? createSpeechDetector(silenceMs) : undefined;
  let settle: (result: Form | undefined) => void = () => {};
  const result = new Promise<Form | undefined>((resolve) => (settle = resolve));

  const finish = (found: Form | undefined) => {
    untap();
    call.digitListeners.delete(onDigit);
    settle(found);
  };
  const onDigit = (digit: string) => {
    onInput();
    quietMs = 0;
    if (digit !== '' && finishOnKey.includes(digit)) {
      finish({ Digits: digits, FinishedOnKey: digit });
      return;
    }
    digits += digit;
    if (digits.length === numDigits) finish({ Digits: digits });
  };
  const untap = line.tap((said) => {
    if (speech) {
      const state = speech.take(said);
      if (state === 'speaking') {
        quietMs = 0;
        onInput();
        return;
      }
      if (state instanceof Uint8Array) {
        const heard = call.carrier.studio.recognise(state);
        if (heard.understood) {
          finish({ SpeechResult: heard.text, Confidence: heard.confidence.toFixed(4) });
          return;
        }
      }
    }
    if (!waiting) return;
    quietMs += FRAME_MS;
    if (quietMs >= timeoutMs) finish(digits === '' ? undefined : { Digits: digits });
  });
  if (input.includes('dtmf')) call.digitListeners.add(onDigit);

  return { result, promptIsOver: () => void (waiting = true), close: () => finish(undefined) };
}

/** Gives the audio of an utterance once it is followed by `silenceMs` of quiet. */
function createSpeechDetector(silenceMs: number): { take(frame: Uint8Array): 'quiet' | 'speaking' | Uint8Array } {
  let frames: Uint8Array[] = [];
  let loud = 0;
  let quietMs = 0;
  let speaking = false;
  return {
    take(frame) {
      frames.push(frame.slice());
      const isLoud = mulawDbfs(frame) > SPEECH_DBFS;
      loud = isLoud ? loud + 1 : 0;
      quietMs = isLoud ? 0 : quietMs + FRAME_MS;
      if (!speaking) {
        speaking = loud >= ONSET_FRAMES;
        if (!speaking && frames.length > PREROLL_FRAMES + ONSET_FRAMES) frames.shift();
        return speaking ? 'speaking' : 'quiet';
      }
      if (quietMs < silenceMs) return 'speaking';
      const utterance = Buffer.concat(frames);
      frames = [];
      speaking = false;
      return utterance;
    },
  };
}
