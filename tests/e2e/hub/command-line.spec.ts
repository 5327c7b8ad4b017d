import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startHub } from '../../helpers/hub.ts';
import { runCli } from '../../helpers/run-cli.ts';

let dir: string;

test.beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trunkline-cli-'));
});
test.afterAll(() => rm(dir, { recursive: true, force: true }));

const call = (...args: string[]) => runCli('call', '--data', dir, ...args);

test('a call as lines of JSON, ending with its summary', async () => {
  const { code, out } = await call('--scenario', 'survey', '--to', '+15005550006', '--callee', 'hangs-up', '--json');
  const events = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(code).toBe(0);
  expect(events.filter(({ type }) => type === 'utterance.final').length).toBeGreaterThan(3);
  const summary = events.at(-1);
  expect(summary).toMatchObject({ type: 'call.summary', data: { state: 'completed', recording: { channels: 2 } } });
  expect((await stat(summary.data.recording.path)).size).toBeGreaterThan(44);
  expect(events.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq).toSorted((a, b) => a - b));
});

test('a busy line is no success', async () => {
  const { code, out } = await call('--scenario', 'survey', '--to', '+15005550006', '--callee', 'busy');
  expect(code).toBe(1);
  expect(out).toContain('busy');
});

test('what was asked wrongly is told with exit code 2', async () => {
  const notWav = join(dir, 'not.wav');
  await writeFile(notWav, 'no sound');
  const wrong: [string[], string][] = [
    [['--scenario', 'survey'], '--to'],
    [['--scenario', 'none-such', '--to', '+15005550006'], 'NOT_FOUND'],
    [['--scenario', 'survey', '--to', 'abc'], 'NUMBER_MALFORMED'],
    [['--scenario', 'survey', '--to', '+15005550006', '--callee', 'nobody'], 'VALIDATION_ERROR'],
    [['--scenario', 'survey', '--to', '+15005550006', '--callee-audio', notWav], 'no WAV file'],
  ];
  for (const [args, words] of wrong) {
    const { code, err } = await call(...args);
    expect(err).toContain(words);
    expect(code).toBe(2);
  }
});

test('a folder has one owner, who is named', async () => {
  const hub = await startHub();
  const { code, err } = await runCli('call', '--data', hub.dataDir, '--scenario', 'survey', '--to', '+15005550006');
  await hub.dispose();
  expect(code).toBe(1);
  expect(err).toContain(`process ${hub.pid}`);
});
