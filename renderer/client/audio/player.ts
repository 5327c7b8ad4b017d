/** Plays call audio on the chosen device. The audio thread starts with the first sound and rests when nobody listens. */
import type { AudioFrame } from '#shared/live/frames.ts';
import { type Channel, type FromWorklet, PROCESSOR_NAME, type ToWorklet } from './messages.ts';
// oxlint-disable-next-line import/default -- the bundler makes the address
import workletUrl from './monitor.worklet.ts?worker&url';

type AudioDiagnostics = Readonly<FromWorklet & { running: boolean; sinkId: string }>;

/** Chromium's way to choose the output; the DOM types do not know it yet. */
type SwitchableContext = AudioContext & { setSinkId(deviceId: string): Promise<void> };

export type Player = ReturnType<typeof createPlayer>;

/** @param report gets what a person should know although sound goes on. */
export function createPlayer(report: (problem: Error) => void) {
  let context: SwitchableContext | undefined;
  let node: AudioWorkletNode | undefined;
  let volume: GainNode | undefined;
  let level = 0.9;
  let sinkId = '';
  let stats: FromWorklet = { type: 'stats', samplesPlayed: 0, underruns: 0, dropped: 0, queuedMs: 0, targetMs: 0, peak: 0 };
  let starting: Promise<void> | undefined;

  const tell = (message: ToWorklet) => node?.port.postMessage(message);

  async function build() {
    const fresh = new AudioContext({ latencyHint: 'interactive' }) as SwitchableContext;
    await fresh.audioWorklet.addModule(workletUrl);
    if (sinkId) {
      await fresh.setSinkId(sinkId).catch(() => {
        sinkId = '';
        report(new Error('The chosen speaker is not connected. Calls are heard on the system’s default.'));
      });
    }
    node = new AudioWorkletNode(fresh, PROCESSOR_NAME, { numberOfInputs: 0, outputChannelCount: [2] });
    node.port.onmessage = ({ data }: MessageEvent<FromWorklet>) => {
      stats = data;
    };
    volume = new GainNode(fresh, { gain: level });
    node.connect(volume).connect(fresh.destination);
    context = fresh;
  }

  return {
    /** Call it from a key or a click: browsers let sound begin only there. Rejects when the device refuses. */
    async start() {
      starting ??= build().catch((error: unknown) => {
        starting = undefined;
        throw error;
      });
      await starting;
      tell({ type: 'reset' });
      await context?.resume();
    },
    async stop() {
      tell({ type: 'reset' });
      await context?.suspend();
    },
    play(frame: AudioFrame) {
      tell({ type: 'frame', channel: frame.channel, positionMs: frame.positionMs, mulaw: frame.mulaw.slice() });
    },
    setGain(channel: Channel, gain: number) {
      tell({ type: 'gain', channel, gain });
    },
    /** @param next 0 … 1 */
    setVolume(next: number) {
      level = next;
      if (volume && context) volume.gain.setTargetAtTime(next, context.currentTime, 0.02);
    },
    /** Empty is the system's default. Rejects when the device is gone. */
    async setOutput(deviceId: string) {
      sinkId = deviceId;
      await context?.setSinkId(deviceId);
    },
    diagnostics: (): AudioDiagnostics => ({ ...stats, running: context?.state === 'running', sinkId }),
  };
}
