import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Utterance } from '#shared/contract/calls.ts';

/** The finished turns that were not read yet, as one piece for each change of speaker. A turn is finished when the other side begins, or its end is known. */
export function unreadTurns(
  utterances: readonly Utterance[],
  read: ReadonlySet<string>,
): { speaker: Utterance['speaker']; text: string; ids: string[] }[] {
  const turns: { speaker: Utterance['speaker']; text: string; ids: string[] }[] = [];
  for (const one of utterances) {
    if (!one.final || read.has(one.utterance_id)) continue;
    const last = turns.at(-1);
    if (last?.speaker === one.speaker) {
      last.text += ` ${one.text}`;
      last.ids.push(one.utterance_id);
    } else turns.push({ speaker: one.speaker, text: one.text, ids: [one.utterance_id] });
  }
  return turns.filter((one) => one.text.trim() !== '');
}

/** Reads whole turns to assistive technology, politely, instead of every word as it comes. */
export function TurnAnnouncer({ utterances, on }: { utterances: readonly Utterance[]; on: boolean }) {
  const { t } = useTranslation('kit');
  const read = useRef<Set<string>>(undefined);
  const [said, setSaid] = useState('');
  useEffect(() => {
    // What was said before the list was opened is there to be read, not to be read aloud.
    read.current ??= new Set(utterances.map((one) => one.utterance_id));
    const known = read.current;
    const turns = unreadTurns(utterances, known);
    for (const { ids } of turns) for (const id of ids) known.add(id);
    if (on && turns.length > 0) {
      setSaid(turns.map(({ speaker, text }) => t('transcript.said', { speaker: t(`transcript.${speaker}`), text })).join(' '));
    }
  }, [utterances, on, t]);
  return (
    <VisuallyHidden>
      <div aria-live="polite">{on ? said : ''}</div>
    </VisuallyHidden>
  );
}
