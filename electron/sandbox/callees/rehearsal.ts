/** A conversation at simulated time, for tests: a scripted caller speaks to a callee through the studio, 20 ms a tick and no waiting. */
import { FRAME_BYTES, FRAME_MS, MULAW_SILENCE } from '#shared/audio/mulaw.ts';
import type { Callee, Studio } from '../types.ts';
import { createVad } from '../voices/vad.ts';

export type Rehearsal = {
  /** What the callee was heard to say, turn by turn. */
  said: { text: string; fromMs: number; toMs: number }[];
  /** When the caller's lines began and ended. */
  told: { text: string; fromMs: number; toMs: number }[];
  lengthMs: number;
  hungUp: boolean;
  /** All that came from the callee. */
  audio: Uint8Array;
};

export type Script = {
  callee: Callee;
  studio: Studio;
  voice: string;
  /** The caller's turns, each said once the callee has answered the one before, or has not for some seconds. */
  turns: readonly string[];
  /** Breaks a turn off when the callee speaks, as a voice model does. */
  yields?: boolean;
  mostMs?: number;
};

const GAP_MS = 700;
const NO_ANSWER_MS = 5000;
const QUIET = new Uint8Array(FRAME_BYTES).fill(MULAW_SILENCE);

export async function rehearse(script: Script): Promise<Rehearsal> {
  const { callee, studio, voice, mostMs = 150_000 } = script;
  const lines = await Promise.all(script.turns.map(async (text) => ({ text, audio: (await studio.speak(text, voice)).mulaw })));
  const vad = createVad({ threshold: 0.5, prefixPaddingMs: 200, silenceMs: 500 });
  const frames: Uint8Array[] = [];
  const said: Rehearsal['said'] = [];
  const told: Rehearsal['told'] = [];
  let line: { text: string; audio: Uint8Array; at: number; fromMs: number } | undefined;
  let quietMs = 0;
  let answered = true;
  let nowMs = 0;
  let hungUp = false;
  while (nowMs < mostMs && !hungUp) {
    if (!line && !vad.speaking && quietMs >= (answered ? GAP_MS : NO_ANSWER_MS)) {
      const next = lines.shift();
      if (next) line = { ...next, at: 0, fromMs: nowMs };
    }
    const heard = new Uint8Array(QUIET);
    if (line) heard.set(line.audio.subarray(line.at, line.at + FRAME_BYTES));
    const answer = callee.tick(heard);
    nowMs += FRAME_MS;
    quietMs = line ? 0 : quietMs + FRAME_MS;
    hungUp = answer.hangUp;
    frames.push(answer.frame);
    if (line) line.at += FRAME_BYTES;
    for (const event of vad.push(answer.frame)) {
      quietMs = 0;
      answered = true;
      if (event.type === 'speech_started') {
        said.push({ text: '', fromMs: event.voiceStartMs, toMs: Infinity });
        if (script.yields && line) line.at = line.audio.length;
      } else {
        const last = said.at(-1);
        if (last) last.toMs = event.voiceEndMs;
      }
    }
    if (line && line.at >= line.audio.length) {
      told.push({ text: line.text, fromMs: line.fromMs, toMs: nowMs });
      line = undefined;
      answered = false;
    }
    // Lines that are still being prepared arrive between ticks.
    if (frames.length % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const audio = new Uint8Array(Buffer.concat(frames));
  for (const turn of said) {
    turn.toMs = Math.min(turn.toMs, nowMs);
    const heard = studio.recognise(audio.subarray(Math.max(0, turn.fromMs - 200) * 8, (turn.toMs + 200) * 8));
    turn.text = heard.understood ? heard.text : '';
  }
  return { said, told, lengthMs: nowMs, hungUp, audio };
}
