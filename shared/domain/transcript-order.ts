/** The order of a conversation: when each utterance began to be spoken, never when its text arrived. */

export type Placed = { utterance_id: string; start_ms: number; previous_id?: string | null };

/**
 * Orders utterances by the start of their speech. Where two began at the same millisecond, the provider's link decides
 * (the predecessor comes first), then the id, so that every order of arrival gives the same transcript.
 */
export function orderUtterances<T extends Placed>(utterances: readonly T[]): T[] {
  const byId = new Map(utterances.map((one) => [one.utterance_id, one]));
  const depth = (one: T): number => {
    let steps = 0;
    const seen = new Set<string>([one.utterance_id]);
    for (let at = one.previous_id; at; steps++) {
      const before = byId.get(at);
      if (!before || before.start_ms !== one.start_ms || seen.has(at)) break;
      seen.add(at);
      at = before.previous_id;
    }
    return steps;
  };
  return utterances
    .map((one) => ({ one, depth: depth(one) }))
    .toSorted((a, b) => a.one.start_ms - b.one.start_ms || a.depth - b.depth || (a.one.utterance_id < b.one.utterance_id ? -1 : 1))
    .map(({ one }) => one);
}
