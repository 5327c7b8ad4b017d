/**
 * The AI's voice: audio and text come from the model faster than they are heard; what is heard goes to the line and into the transcript.
 */
import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import { BYTES_PER_MS } from '#shared/audio/mulaw.ts';
import { SpokenText } from './heard-text.ts';
import type { Interruption, PlaybackItem, PlaybackLedger } from './playback-ledger.ts';
import type { Playout } from './playout.ts';
import type { Transcript, Utterance } from './transcript.ts';

type Spoken = {
  item: PlaybackItem;
  text: SpokenText;
  previousId: string | undefined;
  textDone: boolean;
  /** Set when it was cut: how much was heard. */
  cutMs: number | undefined;
  finished: boolean;
};

export type AgentVoiceParts = {
  ledger: PlaybackLedger;
  playout: Playout;
  transcript: Transcript;
  publish(utterance: Utterance): void;
  now(): number;
};

const UPDATE_EVERY_MS = 200;

export class AgentVoice {
  private readonly parts: AgentVoiceParts;
  private readonly spoken = new Map<string, Spoken>();
  private readonly discarded = new Set<string>();
  private readonly previous = new Map<string, string>();
  private lastUpdate = 0;

  constructor(parts: AgentVoiceParts) {
    this.parts = parts;
  }

  /** Whatever else comes of this response is neither played nor written down. */
  discard(responseId: string): void {
    this.discarded.add(responseId);
  }

  isDiscarded(responseId: string): boolean {
    return this.discarded.has(responseId);
  }

  /** What is being said, up to the sound there is, by item. */
  pending(): Map<string, { text: string; atMs: number }> {
    const pending = new Map<string, { text: string; atMs: number }>();
    for (const [id, { item, text }] of this.spoken) {
      const words = text.heard(text.generatedMs);
      if (words) pending.set(id, { text: words, atMs: item.startMs ?? this.parts.now() });
    }
    return pending;
  }

  /** The model has made sound for this item, so that it can be truncated. */
  hasAudio(itemId: string): boolean {
    return (this.spoken.get(itemId)?.text.generatedMs ?? 0) > 0;
  }

  /** The response is over. @returns whether anything of it was or will be heard. */
  responseDone(responseId: string): boolean {
    this.discarded.delete(responseId);
    let audible = false;
    for (const spoken of this.spoken.values()) {
      if (spoken.item.responseId !== responseId) continue;
      audible ||= spoken.text.generatedMs > 0;
      spoken.text.finishAudio();
      this.parts.playout.end(spoken.item);
    }
    return audible;
  }

  itemAdded(itemId: string, previousId: string | null | undefined): void {
    if (previousId) this.previous.set(itemId, previousId);
  }

  receive(event: RealtimeServerEvent, session: number): void {
    switch (event.type) {
      case 'response.output_audio.delta': {
        if (this.discarded.has(event.response_id)) return;
        const spoken = this.open(event, session);
        const bytes = Buffer.from(event.delta, 'base64');
        spoken.text.addAudio(bytes.length / BYTES_PER_MS);
        this.parts.playout.push(spoken.item, bytes);
        this.parts.playout.pump(this.parts.now());
        return;
      }
      case 'response.output_audio.done': {
        const spoken = this.spoken.get(event.item_id);
        if (!spoken) return;
        spoken.text.finishAudio();
        this.parts.playout.end(spoken.item);
        this.parts.playout.pump(this.parts.now());
        return;
      }
      case 'response.output_audio_transcript.delta':
        if (!this.discarded.has(event.response_id)) this.open(event, session).text.addText(event.delta);
        return;
      case 'response.output_audio_transcript.done': {
        const spoken = this.spoken.get(event.item_id);
        if (!spoken || this.discarded.has(event.response_id)) return;
        spoken.text.finishText(event.transcript);
        spoken.textDone = true;
        return;
      }
    }
  }

  /** To be called at each beat: writes down what has been heard meanwhile. */
  update(now: number): PlaybackItem[] {
    const finished = this.parts.ledger.takeFinished(now);
    for (const item of finished) this.finish(item);
    if (now - this.lastUpdate >= UPDATE_EVERY_MS) {
      this.lastUpdate = now;
      const [sounding] = this.parts.ledger.items;
      const spoken = sounding && this.spoken.get(sounding.itemId);
      if (spoken) this.write(spoken, this.parts.ledger.heardMs(sounding, now), false);
    }
    return finished;
  }

  /** The playing was cut. What was said until then is final. */
  cut({ whole, truncations }: Interruption): void {
    for (const item of whole) this.finish(item);
    for (const { item, audioEndMs } of truncations) {
      const spoken = this.spoken.get(item.itemId);
      if (!spoken) continue;
      spoken.cutMs = audioEndMs;
      this.finish(item);
    }
  }

  /** The session is gone: nothing more comes for what it had begun. @returns whether a response broke off. */
  sessionEnded(): boolean {
    let broken = false;
    for (const spoken of this.spoken.values()) {
      if (spoken.finished || spoken.textDone) continue;
      broken = true;
      spoken.text.breakOff();
      spoken.textDone = true;
      this.parts.playout.end(spoken.item);
    }
    this.discarded.clear();
    return broken;
  }

  private finish(item: PlaybackItem): void {
    const spoken = this.spoken.get(item.itemId);
    if (!spoken || spoken.finished) return;
    spoken.finished = true;
    this.write(spoken, spoken.cutMs ?? item.sentMs, true);
    this.spoken.delete(item.itemId);
    this.previous.delete(item.itemId);
  }

  private write(spoken: Spoken, heardMs: number, final: boolean): void {
    const { item, text } = spoken;
    const heard = text.heard(heardMs);
    const interrupted = spoken.cutMs !== undefined;
    if (heard === '' && !this.parts.transcript.get(item.itemId)) return;
    const changed = this.parts.transcript.put({
      utterance_id: item.itemId,
      channel: 1,
      text: heard,
      start_ms: Math.round(item.startMs ?? this.parts.now()),
      end_ms: final ? Math.round(item.endMs) : undefined,
      previous_id: spoken.previousId ?? this.previous.get(item.itemId),
      interrupted,
      unintelligible: false,
      final,
    });
    if (changed) this.parts.publish(changed);
  }

  private open(event: { response_id: string; item_id: string; content_index: number }, session: number): Spoken {
    let spoken = this.spoken.get(event.item_id);
    if (!spoken) {
      const item = this.parts.ledger.add(event.response_id, event.item_id, event.content_index, session);
      spoken = {
        item,
        text: new SpokenText(),
        previousId: this.previous.get(event.item_id),
        textDone: false,
        cutMs: undefined,
        finished: false,
      };
      this.spoken.set(event.item_id, spoken);
    }
    return spoken;
  }
}
