/** A recording that is played: one audio element, and news of its position fine enough to follow the words. */
import { useSyncExternalStore } from 'react';
import { onFrame } from '../../ui/frame-ticker.ts';

type PlaybackState = { playing: boolean; ms: number; failed: boolean };

/** Chromium's way to choose the output; the DOM types do not know it yet. */
type SwitchableAudio = HTMLAudioElement & { setSinkId(deviceId: string): Promise<void> };

const STEP_MS = 50;
const EVENTS = ['play', 'pause', 'ended', 'seeking', 'seeked', 'timeupdate', 'error', 'loadedmetadata'] as const;

export type Playback = ReturnType<typeof createPlayback>;

export function createPlayback(src: string) {
  const audio = new Audio() as SwitchableAudio;
  audio.preload = 'metadata';
  const watchers = new Set<() => void>();
  let state: PlaybackState = { playing: false, ms: 0, failed: false };
  let stopFrames: (() => void) | undefined;

  function look() {
    const next = { playing: !audio.paused && !audio.ended, ms: Math.round(audio.currentTime * 1000), failed: audio.error !== null };
    if (next.playing && !stopFrames) stopFrames = onFrame(look);
    if (!next.playing) {
      stopFrames?.();
      stopFrames = undefined;
    }
    const same = next.playing === state.playing && next.failed === state.failed;
    if (same && (next.ms === state.ms || (next.playing && Math.abs(next.ms - state.ms) < STEP_MS))) return;
    state = next;
    for (const watcher of watchers) watcher();
  }
  /** A refusal of the element arrives as its error event. */
  const play = () => void audio.play().catch(look);

  return {
    audio,
    getState: () => state,
    watch(watcher: () => void) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    play,
    toggle() {
      if (audio.paused) play();
      else audio.pause();
    },
    seek(ms: number) {
      const end = Number.isFinite(audio.duration) ? audio.duration : Number.POSITIVE_INFINITY;
      audio.currentTime = Math.max(0, Math.min(ms / 1000, end));
      look();
    },
    setSpeed(speed: number) {
      audio.playbackRate = speed;
    },
    /** @param level 0 … 1 */
    setVolume(level: number) {
      audio.volume = level;
    },
    /** Empty is the system's default. A device that is gone leaves the sound where it was. */
    setOutput: (deviceId: string) => audio.setSinkId(deviceId).catch(() => {}),
    /** Takes hold of the recording; the returned function lets it go. */
    open(): () => void {
      for (const event of EVENTS) audio.addEventListener(event, look);
      audio.src = src;
      return () => {
        stopFrames?.();
        stopFrames = undefined;
        for (const event of EVENTS) audio.removeEventListener(event, look);
        audio.pause();
        audio.removeAttribute('src');
        audio.load();
      };
    },
  };
}

const NOWHERE = () => () => {};

/** A part of the state; renders again only when that part changes. */
export function usePlaybackState<T extends string | number | boolean | undefined>(
  playback: Playback | undefined,
  select: (state: PlaybackState) => T,
): T {
  return useSyncExternalStore(playback?.watch ?? NOWHERE, () => select(playback?.getState() ?? { playing: false, ms: 0, failed: false }));
}
