/** The input audio buffer: what was appended, where speech lies in it, and what is taken out of it as one turn. */
import { BYTES_PER_MS } from '#shared/audio/mulaw.ts';
import { createVad } from '../voices/vad.ts';
import type { Vad } from '../voices/vad.ts';
import type { SemanticVad, ServerVad } from './session-config.ts';

export type InputEvent =
  /** Milliseconds of all audio of the session. */
  { type: 'speech_started'; atMs: number } | { type: 'speech_stopped'; atMs: number; audio: Uint8Array };

/** Without speech only this much is kept before the present moment. */
const KEPT_SILENCE_MS = 2000;
/** A semantic detector waits longer for people who are to be let finish. */
const SEMANTIC_SILENCE_MS = { low: 1400, medium: 800, auto: 800, high: 450 };
const SEMANTIC_PREFIX_MS = 300;

type VadSettings = Parameters<typeof createVad>[0];

function vadSettings(detection: ServerVad | SemanticVad): VadSettings {
  if (detection.type === 'semantic_vad')
    return { threshold: 0.5, prefixPaddingMs: SEMANTIC_PREFIX_MS, silenceMs: SEMANTIC_SILENCE_MS[detection.eagerness] };
  const { threshold, prefix_padding_ms: prefixPaddingMs, silence_duration_ms: silenceMs } = detection;
  return { threshold, prefixPaddingMs, silenceMs };
}

export function createInputAudio() {
  let chunks: Uint8Array[] = [];
  let totalBytes = 0;
  let firstByte = 0;
  let vad: Vad | undefined;
  let vadBaseMs = 0;
  let speechFromMs: number | undefined;

  let settings: VadSettings | null = null;

  const nowMs = () => totalBytes / BYTES_PER_MS;

  const restart = () => {
    vadBaseMs = nowMs();
    speechFromMs = undefined;
    vad = settings ? createVad(settings) : undefined;
  };

  const dropBefore = (ms: number) => {
    const target = ms * BYTES_PER_MS;
    let head = chunks[0];
    while (head && firstByte + head.length <= target) {
      firstByte += head.length;
      chunks.shift();
      head = chunks[0];
    }
    if (head && firstByte < target) {
      chunks[0] = head.subarray(target - firstByte);
      firstByte = target;
    }
  };

  const slice = (fromMs: number, toMs: number): Uint8Array => {
    const from = Math.max(0, Math.round(fromMs * BYTES_PER_MS) - firstByte);
    return Buffer.concat(chunks).subarray(from, Math.round(toMs * BYTES_PER_MS) - firstByte);
  };

  return {
    get nowMs() {
      return nowMs();
    },
    get speaking() {
      return speechFromMs !== undefined;
    },

    /**
     * Takes other settings. What is being said is heard on when they detect as before; else detection begins anew.
     * Null: turns are taken by hand.
     */
    setDetection(detection: ServerVad | SemanticVad | null): void {
      const wanted = detection && vadSettings(detection);
      if (JSON.stringify(wanted) === JSON.stringify(settings)) return;
      settings = wanted;
      restart();
    },

    append(mulaw: Uint8Array): InputEvent[] {
      if (mulaw.length === 0) return [];
      chunks.push(mulaw);
      totalBytes += mulaw.length;
      if (!vad) return [];
      const events = vad.push(mulaw).map((event): InputEvent => {
        const atMs = vadBaseMs + event.atMs;
        if (event.type === 'speech_started') {
          speechFromMs = atMs;
          return { type: 'speech_started', atMs };
        }
        const audio = slice(speechFromMs ?? atMs, atMs);
        speechFromMs = undefined;
        dropBefore(atMs);
        return { type: 'speech_stopped', atMs, audio };
      });
      if (speechFromMs === undefined) dropBefore(nowMs() - KEPT_SILENCE_MS);
      return events;
    },

    /** Takes everything that is not committed yet. */
    take(): Uint8Array {
      const audio = Buffer.concat(chunks);
      this.clear();
      return audio;
    },

    clear(): void {
      chunks = [];
      firstByte = totalBytes;
      restart();
    },
  };
}

export type InputAudio = ReturnType<typeof createInputAudio>;
