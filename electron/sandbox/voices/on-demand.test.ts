import { describe, expect, it, vi } from 'vitest';
import { synthesiserOnDemand } from './on-demand.ts';
import type { Synthesiser } from './synthesiser.ts';
import { MODEL_VOICES } from './voice-table.ts';

const SPEECH = { mulaw: new Uint8Array(8), words: [] };

function counting(render: Synthesiser['render']) {
  const count = { opened: 0, closed: 0 };
  const open = (): Promise<Synthesiser> => {
    count.opened++;
    return Promise.resolve({ render, close: () => Promise.resolve(void count.closed++) });
  };
  return { count, open };
}

describe('a synthesiser on demand', () => {
  it('starts once for many texts, stops when idle, and starts again', async () => {
    const { count, open } = counting(() => Promise.resolve(SPEECH));
    const synthesiser = synthesiserOnDemand(open, 1);
    expect(count.opened).toBe(0);
    await Promise.all(['a', 'b', 'c'].map((text) => synthesiser.render(text, MODEL_VOICES.alloy)));
    expect(count.opened).toBe(1);
    await vi.waitFor(() => expect(count.closed).toBe(1));
    expect(await synthesiser.render('d', MODEL_VOICES.alloy)).toBe(SPEECH);
    expect(count.opened).toBe(2);
  });

  it('says that there is none', async () => {
    expect(await synthesiserOnDemand(() => Promise.resolve(null)).render('a', MODEL_VOICES.alloy)).toBeUndefined();
  });

  it('replaces one that failed', async () => {
    let fails = true;
    const { count, open } = counting(() => (fails ? Promise.reject(new Error('the thread has ended')) : Promise.resolve(SPEECH)));
    const synthesiser = synthesiserOnDemand(open);
    await expect(synthesiser.render('a', MODEL_VOICES.alloy)).rejects.toThrow('the thread has ended');
    fails = false;
    expect(await synthesiser.render('a', MODEL_VOICES.alloy)).toBe(SPEECH);
    expect(count.opened).toBe(2);
  });
});
