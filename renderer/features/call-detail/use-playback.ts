import { useEffect, useMemo, useRef } from 'react';
import type { Call } from '#shared/contract/calls.ts';
import { routePath } from '#shared/contract/client.ts';
import { routes } from '#shared/contract/index.ts';
import { usePreferences } from '../../client/queries.ts';
import { createPlayback, type Playback } from './playback.ts';

const PLAYABLE: readonly Call['recording']['state'][] = ['closed', 'recovered'];

export function isPlayable(call: Pick<Call, 'recording'>): boolean {
  return PLAYABLE.includes(call.recording.state) && call.recording.seconds > 0;
}

/**
 * The recording of a call on the monitor device; undefined while there is none to play.
 * @param redacted a tone lies over what must not be heard; changing it goes on at the same moment.
 */
export function usePlayback(call_id: string, playable: boolean, startAt: number | undefined, redacted: boolean): Playback | undefined {
  const { speaker_id, monitor_volume } = usePreferences();
  const playback = useMemo(
    () =>
      playable
        ? createPlayback(routePath(routes.calls.recording, { params: { call_id }, query: { redacted: redacted ? 'true' : 'false' } }))
        : undefined,
    [call_id, playable, redacted],
  );
  const place = useRef<number>(undefined);
  useEffect(() => {
    place.current = startAt;
  }, [startAt]);
  useEffect(() => {
    if (!playback) return;
    const letGo = playback.open();
    if (place.current !== undefined) playback.seek(place.current);
    return () => {
      place.current = playback.getState().ms;
      letGo();
    };
  }, [playback]);
  useEffect(() => {
    if (startAt !== undefined) playback?.seek(startAt);
    // oxlint-disable-next-line react/exhaustive-deps -- another recording begins where the one before stood
  }, [startAt]);
  useEffect(() => void playback?.setOutput(speaker_id), [playback, speaker_id]);
  useEffect(() => playback?.setVolume(monitor_volume), [playback, monitor_volume]);
  return playback;
}
