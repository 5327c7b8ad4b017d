/** The conversation as text, ordered by when it was spoken, whatever order its pieces arrive in. Pure. */
import type { UtteranceEvent } from '#core/ports/voice-edge.ts';

export type Utterance = Omit<UtteranceEvent, 'call_id'>;

export class Transcript {
  private readonly byId = new Map<string, Utterance>();

  get(id: string): Utterance | undefined {
    return this.byId.get(id);
  }

  /**
   * Enters a piece, or what is newly known of it. What is final stays.
   * @returns the utterance, or undefined when nothing changed.
   */
  put(piece: Utterance): Utterance | undefined {
    const known = this.byId.get(piece.utterance_id);
    if (known?.final) return undefined;
    const merged = { ...known, ...piece, previous_id: piece.previous_id ?? known?.previous_id };
    if (known && same(known, merged)) return undefined;
    this.byId.set(piece.utterance_id, merged);
    return merged;
  }

  remove(id: string): void {
    this.byId.delete(id);
  }

  /** By start of speech; of those that began together, the predecessor first, then as they came. */
  ordered(): Utterance[] {
    const all = [...this.byId.values()];
    const ranks = new Map(all.map((utterance) => [utterance.utterance_id, this.rank(utterance)]));
    const rank = (utterance: Utterance) => ranks.get(utterance.utterance_id) ?? 0;
    return all.sort((a, b) => a.start_ms - b.start_ms || rank(a) - rank(b));
  }

  /** How many predecessors in a row began at the same moment. */
  private rank(utterance: Utterance): number {
    const seen = new Set([utterance.utterance_id]);
    let at = utterance;
    for (;;) {
      const previous = at.previous_id === undefined ? undefined : this.byId.get(at.previous_id);
      if (!previous || previous.start_ms !== utterance.start_ms || seen.has(previous.utterance_id)) return seen.size;
      seen.add(previous.utterance_id);
      at = previous;
    }
  }
}

function same(a: Utterance, b: Utterance): boolean {
  return (
    a.text === b.text &&
    a.start_ms === b.start_ms &&
    a.end_ms === b.end_ms &&
    a.previous_id === b.previous_id &&
    a.confidence === b.confidence &&
    a.interrupted === b.interrupted &&
    a.unintelligible === b.unintelligible &&
    a.final === b.final
  );
}
