/** The command line as people run it: through npm, from the build, beside a hub. What a call tells is proved by tests/contract/call-command.test.ts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startHub } from '../../helpers/hub.ts';
import { runNpm } from '../../helpers/run-npm.ts';

let dir: string;

test.beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trunkline-cli-'));
});
test.afterAll(() => rm(dir, { recursive: true, force: true }));

const call = (...args: string[]) => runNpm('call', '--data', dir, '--scenario', 'survey', '--to', '+15005550006', ...args);

test('through npm, lines of JSON and nothing else, and the exit code of the call', async () => {
  const { code, out } = await call('--callee', 'busy', '--json');
  const events = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(code).toBe(1);
  expect(events.at(-1)).toMatchObject({ type: 'call.summary', data: { state: 'busy', recording: null } });
});

test('in words, with the outcome at the end', async () => {
  const { code, out } = await call('--callee', 'declined');
  expect(code).toBe(1);
  expect(out).toMatch(/Ringing[^]*Outcome +declined: The call was declined\./);
});

test('bad usage is exit code 2 through npm, too', async () => {
  const { code, out, err } = await call('--callee', 'nobody');
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('VALIDATION_ERROR');
});

test('a folder has one owner, who is named', async () => {
  const hub = await startHub();
  const second = await runNpm('hub', '--data', hub.dataDir, '--port', '0', '--json');
  const { code, err } = await runNpm('call', '--data', hub.dataDir, '--scenario', 'survey', '--to', '+15005550006');
  await hub.dispose();
  expect([code, second.code, second.out]).toEqual([1, 1, '']);
  expect(err).toContain(`process ${hub.pid}`);
  expect(second.err).toContain(`process ${hub.pid}`);
});
