/** Whether numbers and addresses that were spoken are hidden in this window: in the words, the sound, and the files that leave it. */
import { useMemo } from 'react';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Utterance } from '#shared/contract/calls.ts';
import { findRedactions, redactText } from '#shared/domain/redaction.ts';
import { useMe } from '../../client/queries.ts';

type RedactionView = { hidden: boolean; toggle(): void };

const useRedactionView = create<RedactionView>()(
  persist((set) => ({ hidden: true, toggle: () => set(({ hidden }) => ({ hidden: !hidden })) }), { name: 'trunkline-redaction' }),
);

/** The core shows viewers nothing else, whatever their window asks for. */
export function useRedaction(): RedactionView & { fixed: boolean } {
  const view = useRedactionView();
  const fixed = useMe().role === 'viewer';
  return { ...view, hidden: view.hidden || fixed, fixed };
}

/** The same words with what must not be read replaced; an utterance without any stays the same object. */
export function redactUtterances(utterances: readonly Utterance[]): readonly Utterance[] {
  return utterances.map((one) => {
    const spans = findRedactions(one.text);
    return spans.length === 0 ? one : { ...one, text: redactText(one.text, spans) };
  });
}

export function useShownUtterances(utterances: readonly Utterance[], hidden: boolean): readonly Utterance[] {
  return useMemo(() => (hidden ? redactUtterances(utterances) : utterances), [utterances, hidden]);
}
