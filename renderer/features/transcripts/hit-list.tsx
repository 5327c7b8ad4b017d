import { Link, useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Bot, User } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SearchHit } from '#shared/contract/calls.ts';
import { formatPhone } from '#shared/domain/phone.ts';
import { useCommand } from '../../app/shortcuts/shortcut-context.tsx';
import { formatDuration, formatFull, formatMoment } from '../../ui/format.ts';
import { Snippet } from '../../ui/snippet.tsx';
import classes from './transcripts.module.css';

const ROW_PX = 66;
const OVERSCAN = 10;

const hitId = (hit: SearchHit) => `hit-${hit.utterance_id}`;

/** One sentence that was found, with who said it, when, and in which call. It leads to that second. */
function Hit({ hit, chosen }: { hit: SearchHit; chosen: boolean }) {
  const { t } = useTranslation(['transcripts', 'kit']);
  const Icon = hit.speaker === 'customer' ? User : Bot;
  return (
    <Link
      id={hitId(hit)}
      to="/calls/$callId"
      params={{ callId: hit.call_id }}
      search={{ at: hit.start_ms }}
      className={classes.hit}
      tabIndex={chosen ? 0 : -1}
    >
      <span className={classes.who} data-speaker={hit.speaker}>
        <Icon size={15} aria-hidden />
        {t(`kit:transcript.${hit.speaker}`)}
      </span>
      <span className={classes.words}>
        <Snippet text={hit.snippet} />
      </span>
      <span className={`${classes.facts} tabular`}>
        <span title={formatFull(hit.created_at)}>{formatMoment(hit.created_at)}</span>
        <span>{t('at', { moment: formatDuration(hit.start_ms) })}</span>
        <span>{formatPhone(hit.to)}</span>
        <span className={classes.scenario}>{hit.scenario_name}</span>
      </span>
    </Link>
  );
}

type HitListProps = {
  total: number;
  capped: boolean;
  hitAt(index: number): SearchHit | undefined;
  onRange(range: { first: number; last: number }): void;
};

/** Which hit the keys act on. It gets the focus as soon as it is drawn. */
function useHitKeys(total: number, hitAt: HitListProps['hitAt'], scrollTo: (index: number) => void) {
  const navigate = useNavigate();
  const [place, setPlace] = useState(0);
  const wanted = useRef<number>(undefined);
  const focusWanted = () => {
    const hit = wanted.current === undefined ? undefined : hitAt(wanted.current);
    const link = hit && document.getElementById(hitId(hit));
    if (!link) return;
    link.focus({ preventScroll: true });
    wanted.current = undefined;
  };
  const go = (index: number) => {
    const to = Math.max(0, Math.min(index, total - 1));
    wanted.current = to;
    setPlace(to);
    scrollTo(to);
    focusWanted();
  };
  // It may come into being only after the list has scrolled, so every render looks for it.
  useEffect(focusWanted);
  const focused = () => document.activeElement?.id.startsWith('hit-') ?? false;
  useCommand('list.next', () => go(focused() ? place + 1 : place), total > 0);
  useCommand('list.previous', () => go(focused() ? place - 1 : place), total > 0);
  useCommand(
    'list.open',
    () => {
      const hit = hitAt(place);
      if (hit) void navigate({ to: '/calls/$callId', params: { callId: hit.call_id }, search: { at: hit.start_ms } });
    },
    total > 0,
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLAnchorElement)) return;
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, PageDown: place + 8, PageUp: place - 8, Home: 0, End: total - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  };
  return { place: Math.min(place, Math.max(0, total - 1)), onKeyDown };
}

/** Hits of any number; only those in sight exist. */
export function HitList({ total, capped, hitAt, onRange }: HitListProps) {
  const { t } = useTranslation('transcripts');
  const viewport = useRef<HTMLDivElement>(null);
  // One more than is counted, so that scrolling to it counts on.
  const count = total + (capped ? 1 : 0);
  // oxlint-disable-next-line react/incompatible-library -- nothing it returns is memoized here
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    onChange(instance) {
      const items = instance.getVirtualItems();
      onRange({ first: items[0]?.index ?? 0, last: items.at(-1)?.index ?? 0 });
    },
  });
  const { place, onKeyDown } = useHitKeys(total, hitAt, (index) => virtual.scrollToIndex(index, { align: 'auto' }));
  return (
    // Keys are heard from the links of the rows.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={viewport} className={classes.viewport} onKeyDown={onKeyDown}>
      <ul className={classes.hits} style={{ height: virtual.getTotalSize() }} aria-label={t('hits')}>
        {virtual.getVirtualItems().map((item) => {
          const hit = hitAt(item.index);
          return (
            <li
              key={item.key}
              className={classes.item}
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              aria-setsize={capped ? -1 : total}
              aria-posinset={item.index + 1}
            >
              {hit ? <Hit hit={hit} chosen={item.index === place} /> : <span className={classes.pending}>{t('reading')}</span>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
