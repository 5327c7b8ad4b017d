import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { openLeg, streamUrl } from './testing/fake-leg.ts';
import { clearStage, stage } from './testing/stage.ts';

afterEach(clearStage);

const resources = () =>
  process
    .getActiveResourcesInfo()
    .filter((name) => name !== 'Immediate' && name !== 'MessagePort')
    .toSorted();
const openFiles = async () => (await readdir('/proc/self/fd').catch(() => [])).length;
const WAIT = { timeout: 20_000, interval: 50 };

test('a thousand calls, each ending in another way, leave nothing behind', { timeout: 180_000 }, async () => {
  const { base, edge, events, prepare, of, model } = await stage();
  const dir = await mkdtemp(join(tmpdir(), 'leaks-'));
  const one = async (number: number) => {
    const call_id = `call_${number}`;
    prepare({ call_id, ...(number % 3 === 0 ? { recordingDir: join(dir, call_id) } : {}) });
    if (number % 4 === 0) return edge.command({ type: 'discard', call_id, reason: 'busy' });
    const sid = `CA${String(number).padStart(32, '0')}`;
    const leg = await openLeg(await streamUrl(`${base}/carrier/voice/${call_id}`, sid), sid);
    await vi.waitFor(() => expect(events.some((event) => event.type === 'media_started' && event.call_id === call_id)).toBe(true), WAIT);
    if (number % 4 === 1) leg.hangUp();
    else if (number % 4 === 2) leg.socket.terminate();
    else edge.command({ type: 'hang_up', call_id, reason: 'test' });
    await leg.closed;
  };
  const many = async (from: number, to: number) => {
    for (let at = from; at < to; at += 20) await Promise.all(Array.from({ length: 20 }, (_, i) => one(at + i)));
    await vi.waitFor(() => expect(edge.census()).toEqual({ calls: 0, beating: 0 }), WAIT);
    await vi.waitFor(() => expect(model.sessions.filter((session) => session.open)).toEqual([]), WAIT);
  };
  await many(0, 100);
  const [before, filesBefore] = [resources().length, await openFiles()];
  await many(100, 1100);
  await vi.waitFor(() => expect(resources().length).toBeLessThanOrEqual(before + 20), WAIT);
  expect(await openFiles()).toBeLessThanOrEqual(filesBefore + 20);
  const stopped = of('media_stopped').map((event) => event.call_id);
  expect(stopped).toHaveLength(825);
  expect(new Set(stopped).size).toBe(825);
  expect(of('call_failed')).toEqual([]);
  expect(of('recording_closed').length).toBe(Array.from({ length: 1100 }, (_, n) => n).filter((n) => n % 3 === 0 && n % 4 !== 0).length);
});
