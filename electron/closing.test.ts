import { expect, test, vi } from 'vitest';
import { Closing } from './closing.ts';

const log = () => ({ debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() });

test('what was opened last closes first, each once', async () => {
  const closed: string[] = [];
  const closing = new Closing(log());
  const closeStore = closing.add('store', async () => void closed.push('store'));
  closing.add('app', async () => {
    closed.push('app');
    await closeStore();
  });
  await Promise.all([closing.run(1000), closing.run(1000)]);
  expect(closed).toEqual(['app', 'store']);
});

test('a part that fails or hangs does not keep the others open', async () => {
  const closed: string[] = [];
  const said = log();
  const closing = new Closing(said);
  closing.add('lock', async () => void closed.push('lock'));
  closing.add('hanging', () => new Promise(() => {}));
  closing.add('failing', () => Promise.reject(new Error('broken')));
  await closing.run(50);
  expect(closed).toEqual(['lock']);
  expect(said.error).toHaveBeenCalledOnce();
  expect(said.warn).toHaveBeenCalledWith({ part: 'hanging' }, expect.any(String));
});
