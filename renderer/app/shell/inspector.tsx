import { createContext, type KeyboardEvent, type PointerEvent, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../shortcuts/shortcut-context.tsx';
import { useNarrow } from '../use-narrow.ts';
import { INSPECTOR_WIDTHS, snapWidth, useWindowState } from '../window-state.ts';
import classes from './shell.module.css';

type InspectorSlot = { body: HTMLElement | null; setBody(body: HTMLElement | null): void; users: number; use(): () => void };

const SlotContext = createContext<InspectorSlot | undefined>(undefined);

function useSlot(): InspectorSlot {
  const slot = useContext(SlotContext);
  if (!slot) throw new Error('There is no shell around this component.');
  return slot;
}

export function InspectorProvider({ children }: { children: ReactNode }) {
  const [body, setBody] = useState<HTMLElement | null>(null);
  const [users, setUsers] = useState(0);
  const slot = useMemo<InspectorSlot>(
    () => ({
      body,
      setBody,
      users,
      use() {
        setUsers((count) => count + 1);
        return () => setUsers((count) => count - 1);
      },
    }),
    [body, users],
  );
  return <SlotContext value={slot}>{children}</SlotContext>;
}

export function useInspector() {
  const { users } = useSlot();
  const chosen = useWindowState((state) => state.inspectorOpen);
  const toggle = useWindowState((state) => state.toggleInspector);
  // On a narrow window the panel lies over the content, so there it begins closed.
  const narrow = useNarrow();
  return { offered: users > 0, open: narrow !== chosen, toggle };
}

/** What a screen shows in the panel on the right. */
export function Inspector({ children }: { children: ReactNode }) {
  const { body, use } = useSlot();
  // oxlint-disable-next-line react/exhaustive-deps -- registered once for the time it is shown
  useEffect(() => use(), []);
  return body && createPortal(children, body);
}

function Separator() {
  const { t } = useTranslation();
  const width = useWindowState((state) => state.inspectorWidth);
  const setWidth = useWindowState((state) => state.setInspectorWidth);
  const place = INSPECTOR_WIDTHS.indexOf(snapWidth(width) as (typeof INSPECTOR_WIDTHS)[number]);

  const step = (by: number) => setWidth(INSPECTOR_WIDTHS[Math.min(INSPECTOR_WIDTHS.length - 1, Math.max(0, place + by))] ?? width);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: 1, ArrowRight: -1, Home: -INSPECTOR_WIDTHS.length, End: INSPECTOR_WIDTHS.length }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    step(by);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    setWidth(snapWidth(window.innerWidth - event.clientX));
  };
  return (
    // A separator that moves is a control: it takes focus, keys and the pointer. A double click goes to the next width, so that nobody has to drag.
    <div
      className={classes.separator}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a rule between paragraphs cannot be moved
      role="separator"
      tabIndex={0}
      aria-label={t('inspector.resize')}
      aria-orientation="vertical"
      aria-valuemin={INSPECTOR_WIDTHS[0]}
      aria-valuemax={INSPECTOR_WIDTHS[INSPECTOR_WIDTHS.length - 1]}
      aria-valuenow={width}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onDoubleClick={() => setWidth(INSPECTOR_WIDTHS[(place + 1) % INSPECTOR_WIDTHS.length] ?? width)}
    />
  );
}

/** The panel itself: hidden while no screen uses it or the person closed it. */
export function InspectorPanel() {
  const { t } = useTranslation();
  const { setBody } = useSlot();
  const { offered, open, toggle } = useInspector();
  const width = useWindowState((state) => state.inspectorWidth);
  useCommand('app.inspector', toggle, offered);
  return (
    <aside className={classes.inspector} style={{ width }} hidden={!offered || !open} aria-label={t('inspector.label')}>
      <Separator />
      <div className={classes.inspectorBody} ref={setBody} />
    </aside>
  );
}
