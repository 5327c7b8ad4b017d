/** Four timestamps of each AI turn, by response. Pure. Positions are milliseconds of the line. */
import type { TurnEvent } from '#core/ports/voice-edge.ts';

type Turn = { speechEndMs: number | undefined; decisionMs: number; firstTokenMs: number | undefined; kind: TurnEvent['kind'] };

export class TurnClock {
  private readonly turns = new Map<string, Turn>();
  private speechEndMs: number | undefined;
  private count = 0;

  /** The caller stopped speaking. */
  speechEnded(atMs: number): void {
    this.speechEndMs = atMs;
  }

  /** The model began a response. */
  decided(responseId: string, atMs: number, kind: TurnEvent['kind']): void {
    this.turns.set(responseId, { speechEndMs: this.speechEndMs, decisionMs: atMs, firstTokenMs: undefined, kind });
    this.speechEndMs = undefined;
  }

  token(responseId: string, atMs: number): void {
    const turn = this.turns.get(responseId);
    if (turn) turn.firstTokenMs ??= atMs;
  }

  /** The first audio frame left. @returns the whole turn, once. */
  audio(responseId: string, utteranceId: string, atMs: number): Omit<TurnEvent, 'call_id'> | undefined {
    const turn = this.turns.get(responseId);
    if (!turn) return undefined;
    this.turns.delete(responseId);
    return {
      turn: ++this.count,
      utterance_id: utteranceId,
      speech_end_ms: Math.round(turn.kind === 'greeting' ? 0 : Math.min(turn.speechEndMs ?? turn.decisionMs, turn.decisionMs)),
      decision_ms: Math.round(turn.decisionMs),
      first_token_ms: Math.round(turn.firstTokenMs ?? turn.decisionMs),
      first_audio_ms: Math.round(atMs),
      kind: turn.kind,
    };
  }

  /** A response that will not speak. Its caller's wait goes on with the next one. */
  forget(responseId: string): void {
    const turn = this.turns.get(responseId);
    if (turn) this.speechEndMs ??= turn.speechEndMs;
    this.turns.delete(responseId);
  }
}
