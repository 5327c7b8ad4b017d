/** Compares what a channel sounded like with what the transcript says of it. Pure. */
import type { Channel } from '#core/ports/voice-edge.ts';

/** Speech on a telephone is well above this, line noise below. */
const SPEECH_DBFS = -42;
/** So much speech without a word is no hesitation. */
const SPEECH_WITHOUT_WORDS_MS = 12_000;
const WORDS_WITHOUT_SOUND = 4;
const SOUND_FOR_WORDS_MS = 300;
const SPEAKER = ['the customer', 'the AI'] as const;

export class Coverage {
  private readonly voicedSinceWords: [number, number] = [0, 0];
  private readonly voiced: [number, number] = [0, 0];
  private readonly words: [number, number] = [0, 0];
  private readonly alarmed: [boolean, boolean] = [false, false];

  level(channel: Channel, dbfs: number, ms: number): void {
    if (dbfs < SPEECH_DBFS) return;
    this.voiced[channel] += ms;
    this.voicedSinceWords[channel] += ms;
  }

  /** Something of this channel was written down; an utterance that is honestly marked as unintelligible counts. */
  written(channel: Channel, text: string, final: boolean): void {
    this.voicedSinceWords[channel] = 0;
    if (final) this.words[channel] += text.split(/\s+/).filter(Boolean).length;
  }

  /** @returns a channel's disagreement as a sentence, once. */
  alarm(channel: Channel, over: boolean): string | undefined {
    if (this.alarmed[channel]) return undefined;
    const detail = this.judge(channel, over);
    if (detail) this.alarmed[channel] = true;
    return detail;
  }

  private judge(channel: Channel, over: boolean): string | undefined {
    const silentWords = this.voicedSinceWords[channel];
    if (silentWords >= SPEECH_WITHOUT_WORDS_MS)
      return `${Math.round(silentWords / 1000)} s of speech by ${SPEAKER[channel]} have no words in the transcript.`;
    if (over && this.words[channel] >= WORDS_WITHOUT_SOUND && this.voiced[channel] < SOUND_FOR_WORDS_MS)
      return `The transcript has ${this.words[channel]} words by ${SPEAKER[channel]}, but the channel is silent.`;
    return undefined;
  }
}
