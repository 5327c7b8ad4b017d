/** Whether numbers and addresses that were spoken are hidden in this window: in the words, the sound, and the files that leave it. */
import { useMemo } from 'react';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Utterance } from '#shared/contract/calls.ts';
import { redactConversation } from '#shared/domain/conversation-redaction.ts';
import { useMe } from '../../client/queries.ts';

type RedactionView = { hidden: boolean; toggle(): void };

const useRedactionView = create<RedactionView>()(
  persist((set) => ({ hidden: true, toggle: () => set(({ hidden }) => ({ hidden: !hidden })) }), { name: 'trunkline-redaction' }),
);

type Redaction = RedactionView & {
  fixed: boolean;
  /** `hidden`, as addresses of the API say it. */
  redacted: 'true' | 'false';
};

/** The core shows viewers nothing else, whatever their window asks for. */
export function useRedaction(): Redaction {
  const view = useRedactionView();
  const fixed = useMe().role === 'viewer';
  const hidden = view.hidden || fixed;
  return { ...view, hidden, fixed, redacted: hidden ? 'true' : 'false' };
}

export function useShownUtterances(utterances: readonly Utterance[], hidden: boolean): readonly Utterance[] {
  return useMemo(() => (hidden ? redactConversation(utterances) : utterances), [utterances, hidden]);
}
