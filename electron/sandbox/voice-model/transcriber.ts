/** Input transcription as the service delivers it: some time after the commit, now and then after the answer has begun. */
import { BYTES_PER_MS } from '#shared/audio/mulaw.ts';
import type { Recognition } from '../types.ts';
import { UNINTELLIGIBLE } from './dialogue/turn.ts';
import type { ServerEvent } from './response-run.ts';
import type { Transcription } from './session-schema.ts';
import { inputAudioTokens, textTokens } from './usage.ts';

/** Delays of successive turns; the longest comes after a quick answer's first audio. */
const DELAYS_MS = [240, 620, 380, 900, 310];
const WORDS_A_DELTA = 4;
const DELTA_EVERY_MS = 40;

export type TranscriberDeps = {
  send(event: ServerEvent): void;
  /** Runs a task later, unless the session ends before. */
  later(delayMs: number, task: () => void): void;
};

type Settings = Transcription & { /** The session includes them. */ withLogprobs: boolean };

export function createTranscriber(deps: TranscriberDeps) {
  let turns = 0;
  return {
    /** @param onDone is told the transcript at the moment when the client is. */
    transcribe(itemId: string, audio: Uint8Array, heard: Recognition, settings: Settings, onDone: (transcript: string) => void): void {
      const transcript = heard.understood ? heard.text : UNINTELLIGIBLE;
      const words = transcript.split(/\s+/).filter(Boolean);
      const where = { item_id: itemId, content_index: 0 };
      let delayMs = DELAYS_MS[turns++ % DELAYS_MS.length] ?? 0;
      for (let at = 0; at < words.length; at += WORDS_A_DELTA) {
        const delta = (at === 0 ? '' : ' ') + words.slice(at, at + WORDS_A_DELTA).join(' ');
        deps.later(delayMs, () => deps.send({ type: 'conversation.item.input_audio_transcription.delta', ...where, delta }));
        delayMs += DELTA_EVERY_MS;
      }
      deps.later(delayMs, () => {
        onDone(transcript);
        deps.send({
          type: 'conversation.item.input_audio_transcription.completed',
          ...where,
          transcript,
          ...(settings.withLogprobs ? { logprobs: heard.understood ? logprobs(words, heard.confidence) : null } : {}),
          usage: transcriptionUsage(settings, audio.length / BYTES_PER_MS, transcript),
        });
      });
    },
  };
}

/** One token a word, all of them as likely as the whole was well heard; no probability is nought. */
function logprobs(words: readonly string[], confidence: number) {
  const logprob = Math.log(Math.max(confidence, 0.01));
  return words.map((word, index) => {
    const token = (index === 0 ? '' : ' ') + word;
    return { token, bytes: [...new TextEncoder().encode(token)], logprob };
  });
}

/** Whisper is billed by time, the others by tokens. */
function transcriptionUsage(settings: Transcription, ms: number, transcript: string) {
  if (settings.model === 'whisper-1') return { type: 'duration', seconds: Math.ceil(ms / 1000) };
  const audio = inputAudioTokens(ms);
  const output = textTokens(transcript);
  return {
    type: 'tokens',
    total_tokens: audio + output,
    input_tokens: audio,
    input_token_details: { text_tokens: 0, audio_tokens: audio },
    output_tokens: output,
  };
}
