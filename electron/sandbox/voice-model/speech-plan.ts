/** When generated speech is sent: faster than it is heard, in pieces of uneven size, its words just ahead of their audio. */
import { mulawSilence } from '#shared/audio/mulaw.ts';
import type { Speech, SpokenWord, Studio } from '../types.ts';

/** Pieces grow, so that the first is heard soon and the rest costs little. */
const PIECES_MS = [100, 200, 300, 400];
/** A breath between two sentences. */
const PAUSE_MS = 220;

export type Sentence = { mulaw: Uint8Array; words: SpokenWord[] };

/** A voice that the studio does not have is replaced by one of its own, always by the same. */
export function studioVoice(studio: Studio, voice: string): string {
  if (studio.voices.includes(voice)) return voice;
  const hash = [...voice].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  return studio.voices[hash % Math.max(1, studio.voices.length)] ?? voice;
}

/** One sentence with its written words at the times of its spoken ones. What the studio really spoke counts, also when it had to choose other words. */
export async function renderSentence(studio: Studio, text: string, voice: string, last: boolean): Promise<Sentence> {
  const speech = await studio.speak(text, voice);
  const words = writtenWords(speech);
  return { words, mulaw: last ? speech.mulaw : Buffer.concat([speech.mulaw, mulawSilence(PAUSE_MS)]) };
}

function writtenWords(speech: Speech): SpokenWord[] {
  const written = speech.text.split(/\s+/).filter(Boolean);
  const durationMs = speech.mulaw.length / 8;
  return written.map((word, index) => {
    const spoken = speech.words.length === written.length ? speech.words[index] : undefined;
    const startMs = spoken?.startMs ?? (durationMs * index) / written.length;
    const endMs = spoken?.endMs ?? (durationMs * (index + 1)) / written.length;
    return { text: word, startMs, endMs };
  });
}

/** The length of the piece with this number. */
export function pieceMs(index: number): number {
  return PIECES_MS[Math.min(index, PIECES_MS.length - 1)] ?? 400;
}
