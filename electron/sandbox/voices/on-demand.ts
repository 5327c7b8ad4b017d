/** A synthesiser that is started when it is first needed and stopped when it has not been for a while: it takes some 200 MB while it runs. */
import { openSynthesiser, type Rendering, type Synthesiser } from './synthesiser.ts';
import type { VoiceSettings } from './voice-table.ts';

const IDLE_MS = 120_000;

export type OnDemandSynthesiser = {
  /** Undefined when there is no synthesiser on this machine. */
  render(text: string, voice: VoiceSettings): Promise<Rendering | undefined>;
};

export function synthesiserOnDemand(open: () => Promise<Synthesiser | null> = openSynthesiser, idleMs = IDLE_MS): OnDemandSynthesiser {
  let opened: Promise<Synthesiser | null> | undefined;
  let running = 0;
  let timer: NodeJS.Timeout | undefined;

  const rest = async (): Promise<void> => {
    const idle = await opened;
    if (running > 0 || !idle) return;
    opened = undefined;
    await idle.close();
  };

  return {
    async render(text, voice) {
      running++;
      clearTimeout(timer);
      const mine = (opened ??= open());
      try {
        return await (await mine)?.render(text, voice);
      } catch (error) {
        // The next text gets a new thread, whatever ailed this one.
        if (opened === mine) opened = undefined;
        await (await mine.catch(() => null))?.close();
        throw error;
      } finally {
        running--;
        if (running === 0) {
          timer = setTimeout(() => void rest(), idleMs);
          timer.unref();
        }
      }
    },
  };
}
