import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core';
import { Bot, Pause, Play, SkipForward, StepBack, StepForward, User } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandId } from '../../app/shortcuts/commands.ts';
import { announce } from '../../app/announcer.tsx';
import { useCommand, useKeys } from '../../app/shortcuts/shortcut-context.tsx';
import { formatDuration, formatLatency } from '../../ui/format.ts';
import { KeyHint } from '../../ui/key-hint.tsx';
import { toneColor } from '../../ui/tone.ts';
import { LEAD_MS, type Marker, nextMarker } from './markers.ts';
import { type Playback, usePlaybackState } from './playback.ts';
import classes from './player.module.css';
import { Waveform } from './waveform.tsx';

const STEP_MS = 5000;
const SPEEDS = ['1', '1.5', '2'] as const;

function Control({ id, label, run, children }: { id: CommandId; label: string; run: () => void; children: ReactNode }) {
  const { aria } = useKeys(id);
  useCommand(id, run);
  return (
    <Tooltip
      label={
        <>
          {label} <KeyHint id={id} />
        </>
      }
    >
      <ActionIcon variant="subtle" color="gray" size={34} aria-label={label} aria-keyshortcuts={aria} onClick={run}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function useMarkerText(): (marker: Marker) => string {
  const { t } = useTranslation('callDetail');
  return (marker) => {
    if (marker.kind === 'event') return marker.text;
    return marker.kind === 'slow' ? t('marker.slow', { ms: formatLatency(marker.wait_ms) }) : t(`marker.${marker.kind}`);
  };
}

function Markers({ markers, total_ms, jump }: { markers: readonly Marker[]; total_ms: number; jump: (marker: Marker) => void }) {
  const { t } = useTranslation('callDetail');
  const text = useMarkerText();
  return (
    <ul className={classes.lane} aria-label={t('player.markers')}>
      {markers.map((marker) => {
        const label = t('marker.jump', { at: formatDuration(marker.at_ms), text: text(marker) });
        return (
          <li key={marker.id} style={{ insetInlineStart: `${(100 * Math.min(marker.at_ms, total_ms)) / total_ms}%`, color: toneColor(marker.tone) }}>
            <Tooltip label={label}>
              <button type="button" className={classes.marker} aria-label={label} onClick={() => jump(marker)} />
            </Tooltip>
          </li>
        );
      })}
    </ul>
  );
}

type PlayerProps = { call_id: string; playback: Playback; total_ms: number; markers: readonly Marker[] };

/** The recording of both sides, with every marker one key away. */
export function Player({ call_id, playback, total_ms, markers }: PlayerProps) {
  const { t } = useTranslation('callDetail');
  const text = useMarkerText();
  const playing = usePlaybackState(playback, (state) => state.playing);
  const failed = usePlaybackState(playback, (state) => state.failed);
  const second = usePlaybackState(playback, (state) => Math.floor(state.ms / 1000));
  const [speed, setSpeed] = useState<string>(SPEEDS[0]);
  const step = (by: number) => playback.seek(playback.getState().ms + by);
  const jump = (marker: Marker) => {
    playback.seek(marker.at_ms - LEAD_MS);
    announce(text(marker));
  };
  const next = () => {
    const marker = nextMarker(markers, playback.getState().ms);
    if (marker) jump(marker);
    else announce(t('player.noMarkers'));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -STEP_MS, ArrowRight: STEP_MS, Home: -total_ms, End: total_ms }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    step(by);
  };
  const at = t('player.at', { at: formatDuration(second * 1000), total: formatDuration(total_ms) });
  return (
    <section className={classes.player} aria-label={t('player.label')}>
      <div className={classes.picture}>
        <div className={classes.sides} aria-hidden>
          <User size={15} color="var(--tl-human)" />
          <Bot size={15} color="var(--tl-ai)" />
        </div>
        <div className={classes.track}>
          <div
            className={classes.slider}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the waveform itself is the slider
            role="slider"
            tabIndex={0}
            aria-label={t('player.position')}
            aria-valuemin={0}
            aria-valuemax={Math.round(total_ms / 1000)}
            aria-valuenow={second}
            aria-valuetext={at}
            onKeyDown={onKeyDown}
          >
            <Waveform call_id={call_id} playback={playback} />
          </div>
          {markers.length > 0 && <Markers markers={markers} total_ms={total_ms} jump={jump} />}
        </div>
      </div>
      <div className={classes.controls}>
        <Control id="player.back" label={t('player.back')} run={() => step(-STEP_MS)}>
          <StepBack size={18} />
        </Control>
        <Control id="player.toggle" label={t(playing ? 'player.pause' : 'player.play')} run={playback.toggle}>
          {playing ? <Pause size={20} /> : <Play size={20} />}
        </Control>
        <Control id="player.forward" label={t('player.forward')} run={() => step(STEP_MS)}>
          <StepForward size={18} />
        </Control>
        <Control id="player.next" label={t('player.next')} run={next}>
          <SkipForward size={18} />
        </Control>
        <span className="tabular">{at}</span>
        <span className="spring" />
        <SegmentedControl
          size="xs"
          aria-label={t('player.speed')}
          data={SPEEDS.map((value) => ({ value, label: t('player.times', { speed: value }) }))}
          value={speed}
          onChange={(value) => {
            setSpeed(value);
            playback.setSpeed(Number(value));
          }}
        />
      </div>
      {failed && (
        <p className={classes.failed} role="alert">
          {t('player.failed')}
        </p>
      )}
    </section>
  );
}
