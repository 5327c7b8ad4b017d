/** The caller's utterances, from the model's detector and its transcription, which arrive in any order. */
import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import type { Transcript, Utterance } from './transcript.ts';

type Heard = { startMs: number; endMs: number | undefined; previousId: string | undefined; text: string; settled: boolean };

export type CallerSpeechParts = {
  transcript: Transcript;
  publish(utterance: Utterance): void;
  /** Position on the line of a position in the model's input. */
  toLine(modelMs: number): number;
  now(): number;
  vad: { prefixMs: number; silenceMs: number };
};

const PARTIAL_EVERY_MS = 150;

/** What recognisers write, alone, in place of words that they could not make out. */
const NO_WORDS = /^[[(](unintelligible|inaudible|blank_audio|silence)[\])]?$/i;

export class CallerSpeech {
  private readonly parts: CallerSpeechParts;
  private readonly items = new Map<string, Heard>();
  private lastPartialAt = 0;
  speaking = false;

  constructor(parts: CallerSpeechParts) {
    this.parts = parts;
  }

  /** Start of the earliest speech whose words this session still owes. */
  get owedFromMs(): number | undefined {
    let from: number | undefined;
    for (const item of this.items.values()) {
      if (!item.settled) from = Math.min(from ?? item.startMs, item.startMs);
    }
    return from;
  }

  started(itemId: string, audioStartMs: number): void {
    this.speaking = true;
    if (this.items.has(itemId)) return;
    const startMs = Math.min(this.parts.now(), this.parts.toLine(audioStartMs) + this.parts.vad.prefixMs);
    this.items.set(itemId, this.blank(startMs));
  }

  /** @returns where on the line the speech ended. */
  stopped(itemId: string, audioEndMs: number): number {
    this.speaking = false;
    const item = this.items.get(itemId);
    const endMs = Math.max(item?.startMs ?? 0, this.parts.toLine(audioEndMs) - this.parts.vad.silenceMs);
    if (item) item.endMs = Math.round(endMs);
    return endMs;
  }

  receive(event: RealtimeServerEvent): void {
    switch (event.type) {
      case 'input_audio_buffer.committed': {
        this.rename(event.item_id);
        this.item(event.item_id).previousId = event.previous_item_id ?? undefined;
        return;
      }
      case 'conversation.item.input_audio_transcription.delta': {
        const item = this.item(event.item_id);
        item.text += event.delta ?? '';
        const now = this.parts.now();
        if (wordsOf(item.text) === '' || now - this.lastPartialAt < PARTIAL_EVERY_MS) return;
        this.lastPartialAt = now;
        return this.put(event.item_id, item, { final: false });
      }
      case 'conversation.item.input_audio_transcription.completed': {
        const item = this.item(event.item_id);
        item.text = event.transcript;
        const confidence = meanConfidence(event.logprobs);
        return this.settle(event.item_id, item, confidence);
      }
      case 'conversation.item.input_audio_transcription.failed': {
        const item = this.item(event.item_id);
        item.text = '';
        return this.settle(event.item_id, item);
      }
    }
  }

  /** The session is gone. What it had begun to write is closed; what it had not is heard again by the next one, or ends as unintelligible. */
  sessionEnded(heardAgain: boolean): void {
    this.speaking = false;
    for (const [id, item] of this.items) {
      if (item.settled) continue;
      if (heardAgain && !this.parts.transcript.get(id)) this.items.delete(id);
      else this.settle(id, item);
    }
  }

  /** The call is over. */
  finish(): void {
    this.sessionEnded(false);
  }

  /** Speech that is committed by hand before its end may be given another id than its start announced. */
  private rename(id: string): void {
    if (this.items.has(id)) return;
    const open = [...this.items].findLast(([known, item]) => !item.settled && item.endMs === undefined && !this.parts.transcript.get(known));
    if (!open || !this.speaking) return;
    this.items.delete(open[0]);
    this.items.set(id, open[1]);
  }

  private settle(id: string, item: Heard, confidence?: number): void {
    item.settled = true;
    item.endMs ??= Math.round(this.parts.now());
    this.put(id, item, { final: true, confidence });
  }

  private put(id: string, item: Heard, { final, confidence }: { final: boolean; confidence?: number }): void {
    const text = wordsOf(item.text);
    const changed = this.parts.transcript.put({
      utterance_id: id,
      channel: 0,
      text,
      start_ms: Math.round(item.startMs),
      end_ms: item.endMs,
      previous_id: item.previousId,
      confidence,
      interrupted: false,
      unintelligible: final && !/[\p{L}\p{N}]/u.test(text),
      final,
    });
    if (changed) this.parts.publish(changed);
  }

  private item(id: string): Heard {
    let item = this.items.get(id);
    if (!item) this.items.set(id, (item = this.blank(this.parts.now())));
    return item;
  }

  private blank(startMs: number): Heard {
    return { startMs, endMs: undefined, previousId: undefined, text: '', settled: false };
  }
}

function wordsOf(transcript: string): string {
  const text = transcript.trim();
  return NO_WORDS.test(text) ? '' : text;
}

function meanConfidence(logprobs: readonly { logprob: number }[] | null | undefined): number | undefined {
  if (!logprobs || logprobs.length === 0) return undefined;
  const mean = logprobs.reduce((sum, token) => sum + token.logprob, 0) / logprobs.length;
  return Math.round(Math.exp(mean) * 1000) / 1000;
}
