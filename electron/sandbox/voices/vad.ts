/** Voice activity by energy over an adaptive noise floor, with the three settings that a `server_vad` has. */
import { BYTES_PER_MS, decodeMulawSample } from '#shared/audio/mulaw.ts';

export type VadEvent =
  /** `atMs` is the start of the voice less the prefix padding, never before the end of the turn before; `voiceStartMs` is the start itself. */
  | { type: 'speech_started'; atMs: number; voiceStartMs: number }
  /** `atMs` is the moment of decision: the end of the voice (`voiceEndMs`) and the silence after it. */
  | { type: 'speech_stopped'; atMs: number; voiceEndMs: number };

export type VadOptions = {
  /** 0 … 1 like `server_vad`: the higher, the louder a voice must be over the noise. */
  threshold: number;
  prefixPaddingMs: number;
  silenceMs: number;
};

export type Vad = {
  /** Takes the next µ-law bytes, any number of them, and says what they decided. Times are milliseconds of all audio pushed so far. */
  push(frame: Uint8Array): VadEvent[];
  readonly speaking: boolean;
  /** Milliseconds of audio that were pushed. */
  readonly nowMs: number;
};

const BLOCK_MS = 10;
const BLOCK_BYTES = BLOCK_MS * BYTES_PER_MS;
/** A voice is 40 of the last 60 ms; less is a click. */
const ONSET_BLOCKS = 6;
const ONSET_NEEDED = 4;
/** The noise floor is the quietest 30 ms of the last two seconds: speech pauses that often, steady noise never does. */
const FLOOR_WINDOW_BLOCKS = 200;
const FLOOR_SMOOTH_BLOCKS = 3;
const FLOOR_MIN_DB = -75;
/** Speech that fills the window must not become its own floor. */
const FLOOR_MAX_DB = -32;
/** While little was heard, a stream that begins in the middle of a word must still count as speech. */
const FLOOR_MAX_AT_FIRST_DB = -45;
const FIRST_BLOCKS = 50;
/** Once speaking, the weak ends of words still belong to it. */
const HYSTERESIS_DB = 3;

const ENERGY = Float64Array.from({ length: 256 }, (_, code) => (decodeMulawSample(code) / 32768) ** 2);

export function createVad(options: VadOptions): Vad {
  const threshold = Math.min(1, Math.max(0, options.threshold));
  const marginDb = 6 + 10 * threshold;
  const leastDb = -52 + 18 * threshold;

  const levels = new Float64Array(FLOOR_WINDOW_BLOCKS);
  const recent: number[] = [];
  const active: boolean[] = [];
  let blocks = 0;
  let blockEnergy = 0;
  let blockFill = 0;
  let speaking = false;
  let voiceEndMs = 0;
  let turnEndMs = 0;

  const floorDb = (): number => {
    const known = Math.min(blocks, FLOOR_WINDOW_BLOCKS);
    let floor = known < FIRST_BLOCKS ? FLOOR_MAX_AT_FIRST_DB : FLOOR_MAX_DB;
    for (let i = 0; i < known; i++) floor = Math.min(floor, levels[i] ?? floor);
    return Math.max(FLOOR_MIN_DB, floor);
  };

  const takeBlock = (energy: number, events: VadEvent[]): void => {
    const levelDb = toDb(energy);
    recent.push(energy);
    if (recent.length > FLOOR_SMOOTH_BLOCKS) recent.shift();
    if (recent.length === FLOOR_SMOOTH_BLOCKS) {
      const mean = recent.reduce((sum, value) => sum + value, 0) / FLOOR_SMOOTH_BLOCKS;
      levels[blocks % FLOOR_WINDOW_BLOCKS] = toDb(mean);
    } else {
      levels[blocks % FLOOR_WINDOW_BLOCKS] = levelDb;
    }
    blocks++;
    const needed = Math.max(leastDb, floorDb() + marginDb) - (speaking ? HYSTERESIS_DB : 0);
    const isActive = levelDb >= needed;
    active.push(isActive);
    if (active.length > ONSET_BLOCKS) active.shift();
    const nowMs = blocks * BLOCK_MS;

    if (speaking) {
      if (isActive && active.at(-2)) voiceEndMs = nowMs;
      if (nowMs - voiceEndMs < options.silenceMs) return;
      speaking = false;
      turnEndMs = nowMs;
      active.length = 0;
      events.push({ type: 'speech_stopped', atMs: nowMs, voiceEndMs });
      return;
    }
    if (active.filter(Boolean).length < ONSET_NEEDED) return;
    speaking = true;
    voiceEndMs = nowMs;
    const voiceStartMs = nowMs - (active.length - active.indexOf(true)) * BLOCK_MS;
    const atMs = Math.max(turnEndMs, voiceStartMs - options.prefixPaddingMs, 0);
    events.push({ type: 'speech_started', atMs, voiceStartMs });
  };

  return {
    push(frame) {
      const events: VadEvent[] = [];
      for (const code of frame) {
        blockEnergy += ENERGY[code] ?? 0;
        if (++blockFill < BLOCK_BYTES) continue;
        takeBlock(blockEnergy / BLOCK_BYTES, events);
        blockEnergy = 0;
        blockFill = 0;
      }
      return events;
    },
    get speaking() {
      return speaking;
    },
    get nowMs() {
      return blocks * BLOCK_MS + Math.floor(blockFill / BYTES_PER_MS);
    },
  };
}

function toDb(energy: number): number {
  return energy <= 1e-9 ? -90 : 10 * Math.log10(energy);
}
