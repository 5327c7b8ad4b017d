/** Which row the keys act on, and how they move it: J and K anywhere, arrows and pages on the list itself. */
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Call } from '#shared/contract/calls.ts';
import { useCommand } from '../../app/shortcuts/shortcut-context.tsx';

export const rowLinkId = (call_id: string) => `call-${call_id}`;

type RowKeysOptions = {
  total: number;
  /** Rows that a page key moves by. */
  pageRows: () => number;
  rowAt(index: number): Call | undefined;
  indexOf(call_id: string): number;
  scrollTo(index: number): void;
  /** What the list answers: with another one nothing is chosen. */
  question: string;
};

export function useRowKeys({ total, pageRows, rowAt, indexOf, scrollTo, question }: RowKeysOptions) {
  const navigate = useNavigate();
  // A row that is not read yet has a place only; its call follows.
  const [chosen, choose] = useState<{ id: string | undefined; index: number }>();
  const [asked, setAsked] = useState(question);
  if (asked !== question) {
    setAsked(question);
    choose(undefined);
  }
  /** The place of the row that is to have the focus as soon as it exists. */
  const wanted = useRef<number>(undefined);
  // The choice stays with its call when newer calls come above it.
  const found = chosen?.id === undefined ? -1 : indexOf(chosen.id);
  const place = found >= 0 ? found : Math.max(0, Math.min(chosen?.index ?? 0, total - 1));
  if (chosen && chosen.id === undefined) {
    const call = rowAt(chosen.index);
    if (call) choose({ id: call.call_id, index: chosen.index });
  }

  const go = (index: number) => {
    const to = Math.max(0, Math.min(index, total - 1));
    scrollTo(to);
    choose({ id: rowAt(to)?.call_id, index: to });
    wanted.current = to;
  };
  // It may come into being only after the list has scrolled and the page was read, so every render looks for it.
  useEffect(() => {
    const call = wanted.current === undefined ? undefined : rowAt(wanted.current);
    const link = call && document.getElementById(rowLinkId(call.call_id));
    if (!link) return;
    link.focus({ preventScroll: true });
    wanted.current = undefined;
  });
  useCommand('list.next', () => go(chosen ? place + 1 : 0), total > 0);
  useCommand('list.previous', () => go(place - 1), total > 0);
  useCommand(
    'list.open',
    () => {
      const call = rowAt(place);
      if (call) void navigate({ to: '/calls/$callId', params: { callId: call.call_id } });
    },
    total > 0,
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLAnchorElement)) return;
    const page = pageRows();
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, PageDown: place + page, PageUp: place - page, Home: 0, End: total - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  };
  return { place, onKeyDown };
}
