/** Listening to a live call: one at a time, asked of the core, played here. */
import { decodeAudioFrame } from '#shared/live/frames.ts';
import type { Envelope } from '#shared/live/envelope.ts';
import type { LiveClient } from '../live.ts';
import type { Player } from './player.ts';

type ListenState =
  | { status: 'off' }
  | { status: 'starting' | 'on'; call_id: string }
  /** `reason` in words. */
  | { status: 'failed'; call_id: string; reason: string };

export function createListening(live: Pick<LiveClient, 'send'>, player: Pick<Player, 'start' | 'stop' | 'play'>) {
  const watchers = new Set<() => void>();
  let state: ListenState = { status: 'off' };
  let stream: number | undefined;
  /** The call that was asked for last; a refusal may come after its stream had begun. */
  let wanted: string | undefined;

  function become(next: ListenState) {
    state = next;
    for (const watcher of watchers) watcher();
  }

  function release() {
    if (state.status === 'on' || state.status === 'starting') live.send({ type: 'unlisten', call_id: state.call_id });
    stream = undefined;
  }

  return {
    getState: () => state,
    watch(watcher: () => void) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    async start(call_id: string) {
      release();
      wanted = call_id;
      become({ status: 'starting', call_id });
      try {
        await player.start();
        live.send({ type: 'listen', call_id });
      } catch (error) {
        become({ status: 'failed', call_id, reason: error instanceof Error ? error.message : String(error) });
      }
    },
    async stop() {
      release();
      wanted = undefined;
      become({ status: 'off' });
      await player.stop();
    },
    onEvent(envelope: Envelope) {
      if (envelope.type === 'listen.started' && state.status === 'starting' && envelope.data.call_id === state.call_id) {
        stream = envelope.data.stream;
        become({ status: 'on', call_id: state.call_id });
      } else if (envelope.type === 'listen.stopped' && envelope.data.stream === stream) {
        stream = undefined;
        become({ status: 'off' });
        void player.stop();
      } else if (envelope.type === 'error' && wanted) {
        become({ status: 'failed', call_id: wanted, reason: envelope.data.message });
      }
    },
    onAudio(bytes: Uint8Array) {
      const frame = decodeAudioFrame(bytes);
      if (frame && frame.stream === stream) player.play(frame);
    },
    /** The connection came back: the tap it had is gone, so it is asked for again. */
    resume() {
      if (state.status === 'on' || state.status === 'starting') {
        const { call_id } = state;
        stream = undefined;
        become({ status: 'starting', call_id });
        live.send({ type: 'listen', call_id });
      }
    },
  };
}
