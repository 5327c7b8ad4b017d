import { useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import WaveSurfer from 'wavesurfer.js';
import { routes } from '#shared/contract/index.ts';
import { useConsole } from '../../client/console-context.ts';
import type { Playback } from './playback.ts';
import classes from './player.module.css';

const CHANNEL_PX = 44;
/** A recording that is quieter than this is drawn small rather than blown up. */
const QUIETEST_PEAK = 0.1;
/** How much of a side's colour is in what was not played yet. It stays opaque: the played part is cut out of it. */
const FAINT = '45%';

function usePeaks(call_id: string) {
  const { api } = useConsole();
  return useQuery({
    queryKey: ['peaks', call_id],
    queryFn: ({ signal }) => api.call(routes.calls.peaks, { params: { call_id } }, { signal }),
  });
}

/**
 * Draws into a box that is not on the page yet. The library brings its styles as a style element, which the content policy refuses;
 * off the page they can be taken over into a constructed sheet first.
 */
function adoptStyles(box: HTMLElement): void {
  const root = box.firstElementChild?.shadowRoot;
  const style = root?.querySelector('style');
  if (!root || !style) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style.textContent ?? '');
  style.remove();
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** Both sides of the call, drawn from peaks that were made beforehand: the recording itself is never decoded here. */
export function Waveform({ call_id, playback }: { call_id: string; playback: Playback }) {
  const { t } = useTranslation('callDetail');
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme();
  const { data: peaks, isError } = usePeaks(call_id);
  useEffect(() => {
    const parent = place.current;
    if (!parent || !peaks) return;
    const style = getComputedStyle(document.documentElement);
    const colors = ['--tl-human', '--tl-ai'].map((name) => style.getPropertyValue(name).trim());
    const surface = style.getPropertyValue('--tl-surface').trim();
    const box = document.createElement('div');
    const waves = WaveSurfer.create({
      container: box,
      media: playback.audio,
      peaks: peaks.channels,
      duration: peaks.seconds,
      height: CHANNEL_PX,
      barWidth: 2,
      barGap: 1,
      barRadius: 1,
      // One scale for both sides, so that a side that hardly spoke looks like it.
      normalize: true,
      maxPeak: Math.max(QUIETEST_PEAK, ...peaks.channels.map((channel) => channel.reduce((most, one) => Math.max(most, one), 0))),
      cursorWidth: 2,
      cursorColor: style.getPropertyValue('--mantine-color-text').trim() || style.color,
      hideScrollbar: true,
      dragToSeek: true,
      splitChannels: colors.map((color) => ({
        waveColor: `color-mix(in srgb, ${color} ${FAINT}, ${surface})`,
        progressColor: color,
        height: CHANNEL_PX,
      })),
    });
    adoptStyles(box);
    parent.append(box);
    return () => {
      // The element is not this drawing's own: it goes on playing.
      const { audio } = playback;
      const { playing, ms } = playback.getState();
      waves.destroy();
      box.remove();
      if (playing && audio.paused && audio.src) {
        playback.seek(ms);
        playback.play();
      }
    };
  }, [peaks, playback, scheme]);
  if (isError) return <p className={classes.note}>{t('player.noPeaks')}</p>;
  return <div ref={place} className={classes.waves} aria-hidden />;
}
