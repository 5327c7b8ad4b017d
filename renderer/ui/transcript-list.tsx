import { ActionIcon, Button, Title, Tooltip } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, Bot, EarOff, User, Volume2, VolumeX } from 'lucide-react';
import { memo, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Utterance } from '#shared/contract/calls.ts';
import { usePreferences, useSavePreferences } from '../client/queries.ts';
import { formatDuration } from './format.ts';
import classes from './transcript-list.module.css';
import { TurnAnnouncer } from './turn-announcer.tsx';

const ESTIMATE_PX = 58;
const NEAR_END_PX = 60;

const SAID_BY = {
  customer: { icon: User, tone: 'human' },
  agent: { icon: Bot, tone: 'ai' },
} as const;

type LineProps = { utterance: Utterance; current: boolean; onPick: ((utterance: Utterance) => void) | undefined };

const Line = memo(function Line({ utterance, current, onPick }: LineProps) {
  const { t } = useTranslation('kit');
  const { icon: Icon, tone } = SAID_BY[utterance.speaker];
  const moment = formatDuration(utterance.start_ms);
  return (
    <div className={classes.line} data-speaker={utterance.speaker} data-current={current || undefined} data-partial={!utterance.final || undefined}>
      <span className={classes.who} style={{ color: `var(--tl-${tone})` }}>
        <Icon size={14} aria-hidden />
        {t(`transcript.${utterance.speaker}`)}
      </span>
      {onPick ? (
        <button type="button" className={`${classes.moment} tabular`} onClick={() => onPick(utterance)}>
          {moment}
        </button>
      ) : (
        <span className={`${classes.moment} tabular`}>{moment}</span>
      )}
      <p className={classes.text}>
        {utterance.unintelligible ? (
          <span className={classes.note}>
            <EarOff size={14} aria-hidden /> {t('transcript.unintelligible')}
          </span>
        ) : (
          utterance.text
        )}
        {!utterance.final && !utterance.unintelligible && <span className={classes.cursor} aria-hidden />}
        {utterance.interrupted && <span className={classes.note}> — {t('transcript.interrupted')}</span>}
      </p>
    </div>
  );
});

type TranscriptListProps = {
  utterances: readonly Utterance[];
  /** Shown while nothing was said. */
  empty?: ReactNode;
  /** Follows the newest words and reads finished turns aloud to screen readers. */
  live?: boolean;
  /** The utterance that is heard now. */
  currentId?: string | undefined;
  onPick?: (utterance: Utterance) => void;
};

/**
 * A conversation of any length. It stays at its end while the reader is there, and never moves under a reader who is not,
 * also when a late piece slots in above.
 */
export function TranscriptList({ utterances, empty, live = false, currentId, onPick }: TranscriptListProps) {
  const { t } = useTranslation('kit');
  const viewport = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const ended = useRef(true);
  const { announce_transcript: aloud } = usePreferences();
  const { mutate: save } = useSavePreferences();
  // oxlint-disable-next-line react/incompatible-library -- nothing it returns is memoized here
  const virtual = useVirtualizer({
    count: utterances.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ESTIMATE_PX,
    getItemKey: (index) => utterances[index]?.utterance_id ?? index,
    overscan: 8,
    anchorTo: live ? 'end' : 'start',
    followOnAppend: live,
    scrollEndThreshold: NEAR_END_PX,
    onChange: (instance) => setAtEnd(instance.isAtEnd(NEAR_END_PX)),
  });
  // A list that becomes smaller keeps its end in sight: where the reader was is known from the last scrolling, not from the new size.
  useEffect(() => {
    const element = viewport.current;
    if (!element || !live) return;
    const observer = new ResizeObserver(() => {
      if (ended.current) virtual.scrollToEnd();
    });
    const onScroll = () => {
      ended.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
    };
    observer.observe(element);
    element.addEventListener('scroll', onScroll);
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [virtual, live]);
  // What is heard now stays in sight.
  const heard = currentId === undefined ? -1 : utterances.findIndex((one) => one.utterance_id === currentId);
  useEffect(() => {
    if (heard >= 0) virtual.scrollToIndex(heard, { align: 'auto' });
  }, [virtual, heard]);
  const voice = aloud ? t('transcript.announceOn') : t('transcript.announceOff');

  return (
    <div className={classes.frame}>
      {live && (
        <div className={classes.head}>
          <Title order={3}>{t('transcript.label')}</Title>
          <Tooltip label={voice}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={26}
              aria-label={voice}
              aria-pressed={aloud}
              onClick={() => save({ announce_transcript: !aloud })}
            >
              {aloud ? <Volume2 size={15} /> : <VolumeX size={15} />}
            </ActionIcon>
          </Tooltip>
        </div>
      )}
      {/* The list is scrolled by keyboard, so it takes focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={viewport} className={classes.viewport} tabIndex={0} role={live ? 'log' : 'region'} aria-live="off" aria-label={t('transcript.label')}>
        {utterances.length === 0 && <div className={classes.empty}>{empty ?? t('transcript.empty')}</div>}
        <div className={classes.canvas} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const utterance = utterances[item.index];
            if (!utterance) return null;
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className={classes.item}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <Line utterance={utterance} current={utterance.utterance_id === currentId} onPick={onPick} />
              </div>
            );
          })}
        </div>
      </div>
      {live && !atEnd && utterances.length > 0 && (
        <div className={classes.latest}>
          <Button size="compact-sm" leftSection={<ArrowDown size={14} aria-hidden />} onClick={() => virtual.scrollToEnd()}>
            {t('transcript.latest')}
          </Button>
        </div>
      )}
      {live && <TurnAnnouncer utterances={utterances} on={aloud} />}
    </div>
  );
}
