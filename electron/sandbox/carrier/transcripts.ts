/** Transcripts of recordings: each channel is cut at its silences and what was said is recognised by its sound. */
import { BYTES_PER_MS, FRAME_BYTES, FRAME_MS, mulawDbfs } from '#shared/audio/mulaw.ts';
import type { SpokenWord, Studio } from '../types.ts';
import type { Carrier } from './context.ts';
import type { Recording } from './recording.ts';
import { newSid } from './wire.ts';

export type Sentence = {
  sid: string;
  channel: 1 | 2;
  startMs: number;
  endMs: number;
  text: string;
  confidence: number;
  words: SpokenWord[];
};

export type Transcript = {
  sid: string;
  serviceSid: string;
  recording: Recording;
  status: 'queued' | 'in-progress' | 'completed' | 'failed';
  createdAt: number;
  updatedAt: number;
  customerKey: string | null;
  channel: unknown;
  mediaStartTime: string | null;
  sentences: Sentence[];
};

const QUEUE_MS = 500;
const WORK_MS = 2500;
const SPEECH_DBFS = -45;
const GAP_MS = 700;
const EDGE_FRAMES = 5;
export const UNINTELLIGIBLE = '[unintelligible]';

/** Starts the job; it is done after a few seconds of the carrier's clock. */
export function transcribe(carrier: Carrier, transcript: Transcript): void {
  const become = (status: Transcript['status']) => {
    transcript.status = status;
    transcript.updatedAt = carrier.clock.wallTime();
  };
  carrier.clock.after(QUEUE_MS, () => {
    become('in-progress');
    carrier.clock.after(WORK_MS, () => {
      sentencesOf(carrier.studio, transcript.recording).then(
        (sentences) => {
          transcript.sentences = sentences;
          become('completed');
        },
        (error: unknown) => {
          carrier.debuggerLog.error(95101, `the recording could not be transcribed: ${String(error)}`, { callSid: transcript.recording.call.sid });
          become('failed');
        },
      );
    });
  });
}

async function sentencesOf(studio: Studio, recording: Recording): Promise<Sentence[]> {
  const channels = await recording.channels();
  const found = channels.flatMap((audio, index) => hearChannel(studio, audio, index === 0 ? 1 : 2));
  return found.sort((a, b) => a.startMs - b.startMs);
}

function hearChannel(studio: Studio, audio: Uint8Array, channel: 1 | 2): Sentence[] {
  return utterances(audio).flatMap(([from, to]) => {
    const offset = from * FRAME_MS;
    const heard = studio.recognise(audio.subarray(from * FRAME_BYTES, to * FRAME_BYTES));
    if (!heard.understood) {
      return [{ sid: newSid('GX'), channel, startMs: offset, endMs: to * FRAME_MS, text: UNINTELLIGIBLE, confidence: 0, words: [] }];
    }
    return splitSentences(heard.words).map((words) => ({
      sid: newSid('GX'),
      channel,
      startMs: offset + (words[0]?.startMs ?? 0),
      endMs: offset + (words.at(-1)?.endMs ?? 0),
      text: words.map(({ text }) => text).join(' '),
      confidence: heard.confidence,
      words: words.map(({ text, startMs, endMs }) => ({ text, startMs: offset + startMs, endMs: offset + endMs })),
    }));
  });
}

/** Frame ranges with speech, joined over gaps shorter than a breath. */
export function utterances(audio: Uint8Array): [from: number, to: number][] {
  const count = Math.floor(audio.length / FRAME_BYTES);
  const gap = (GAP_MS * BYTES_PER_MS) / FRAME_BYTES;
  const found: [number, number][] = [];
  for (let i = 0; i < count; i++) {
    if (mulawDbfs(audio.subarray(i * FRAME_BYTES, (i + 1) * FRAME_BYTES)) < SPEECH_DBFS) continue;
    const last = found.at(-1);
    if (last && i - last[1] <= gap) last[1] = i + 1;
    else found.push([i, i + 1]);
  }
  return found.map(([from, to]) => [Math.max(0, from - EDGE_FRAMES), Math.min(count, to + EDGE_FRAMES)]);
}

function splitSentences(words: readonly SpokenWord[]): SpokenWord[][] {
  const sentences: SpokenWord[][] = [];
  let open = false;
  for (const word of words) {
    if (!open) sentences.push([]);
    sentences.at(-1)?.push(word);
    open = !/[.!?]$/.test(word.text);
  }
  return sentences;
}
