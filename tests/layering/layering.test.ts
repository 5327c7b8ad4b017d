import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

type Finding = { message: string; code: string; filename: string };
type Report = { diagnostics: Finding[]; number_of_files: number };

/** Planted lines that must be refused: the file that says it, and what it says. Both forms of an import are there for each layer. */
const BREAKS: [file: string, line: string][] = [
  ['shared/domain/a.ts', `import '#core/app.ts';`],
  ['shared/domain/b.ts', `import '../../electron/core/app.ts';`],
  ['shared/domain/c.ts', `import 'node:fs';`],
  ['shared/domain/d.ts', `import '../../renderer/app/app.ts';`],
  ['shared/domain/e.ts', `import 'electron';`],
  ['electron/core/calls/a.ts', `import '#edge/voice-edge.ts';`],
  ['electron/core/calls/b.ts', `import '../../edge/voice-edge.ts';`],
  ['electron/core/calls/c.ts', `import { openStore } from '#store/database.ts';`],
  ['electron/core/calls/d.ts', `import { carrier } from '../../providers/twilio/carrier.ts';`],
  ['electron/core/calls/e.ts', `import 'node:http';`],
  ['electron/core/calls/f.ts', `import 'electron';`],
  ['electron/core/calls/g.ts', `import 'hono';`],
  ['electron/core/calls/h.ts', `import '../../hub/hub.ts';`],
  ['electron/core/calls/i.ts', `import '../../boot.ts';`],
  ['electron/core/calls/j.ts', `import 'twilio';`],
  ['electron/providers/twilio/a.ts', `import '#store/database.ts';`],
  ['electron/providers/twilio/b.ts', `import '#core/calls/service.ts';`],
  ['electron/store/a.ts', `import '../core/calls/service.ts';`],
  ['electron/store/b.ts', `import '#sandbox/types.ts';`],
  ['electron/edge/a.ts', `import '#providers/twilio/carrier.ts';`],
  ['electron/edge/b.ts', `import 'better-sqlite3';`],
  ['electron/live/a.ts', `import '#api/app.ts';`],
  ['electron/live/b.ts', `import '../store/database.ts';`],
  ['electron/vault/a.ts', `import '#edge/voice-edge.ts';`],
  ['electron/vault/b.ts', `import '../main/index.ts';`],
  ['electron/api/a.ts', `import '#store/database.ts';`],
  ['electron/api/b.ts', `import '../sandbox/types.ts';`],
  ['electron/api/c.ts', `import 'keytar';`],
  ['electron/sandbox/a.ts', `import '#core/app-types.ts';`],
  ['electron/sandbox/b.ts', `import '../providers/twilio/carrier.ts';`],
  ['electron/sandbox/c.ts', `import '#edge/voice-edge.ts';`],
  ['electron/sandbox/d.ts', `import '#shared/contract/calls.ts';`],
  ['electron/main/a.ts', `import '../hub/hub.ts';`],
  ['electron/hub/a.ts', `import '../main/index.ts';`],
  ['electron/hub/b.ts', `import 'electron';`],
  ['electron/cli/a.ts', `import '../hub/hub.ts';`],
  ['electron/cli/b.ts', `import '../../renderer/app/app.ts';`],
  ['electron/preload/a.ts', `import 'node:fs';`],
  ['electron/preload/b.ts', `import '../core/app.ts';`],
  ['electron/boot-other.ts', `import './hub/hub.ts';`],
  ['renderer/app/a.ts', `import '#core/app.ts';`],
  ['renderer/app/b.ts', `import '../../electron/core/app.ts';`],
  ['renderer/app/c.ts', `import 'node:fs';`],
  ['renderer/app/d.ts', `import 'electron';`],
  ['electron/providers/google/a.ts', `import 'googleapis';`],
];

/** The same layers, used as they may be. */
const FINE: [file: string, line: string][] = [
  ['shared/contract/fine.ts', `import 'zod'; import '#shared/domain/ids.ts'; import '../domain/ids.ts';`],
  [
    'electron/core/calls/fine.ts',
    `import type { Schema } from '#store/schema.ts'; import '#shared/domain/ids.ts'; import '../ports/carrier.ts'; export type { Schema };`,
  ],
  ['electron/edge/fine.ts', `import '#core/ports/voice-edge.ts'; import '../worker-entry.ts'; import '#shared/audio/wav.ts';`],
  ['electron/api/fine.ts', `import '#core/app-types.ts'; import '#shared/contract/index.ts'; import 'hono';`],
  ['electron/sandbox/fine.ts', `import '#shared/audio/mulaw.ts'; import '#shared/domain/clock.ts'; import './types.ts';`],
  ['electron/hub/fine.ts', `import '../boot.ts'; import '#api/app.ts'; import '#store/database.ts';`],
  ['electron/main/fine.ts', `import 'electron'; import '../boot.ts';`],
  ['electron/preload/fine.ts', `import 'electron'; import '#shared/live/port.ts';`],
  ['renderer/app/fine.ts', `import 'react'; import '#shared/contract/index.ts'; import '../ui/button.ts';`],
];

let folder: string;
let report: Report;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trunkline-layering-'));
  for (const name of ['.oxlintrc.json', 'package.json', 'tsconfig.json']) await copyFile(join(root, name), join(folder, name));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [file, line] of [...BREAKS, ...FINE]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), `${line}\n`);
  }
  report = await lint(folder);
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

function runOxlint(cwd: string, option: string): Promise<string> {
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
  return new Promise((resolve) => {
    // It exits with an error when it finds something: what it says is what counts.
    execFile(process.execPath, [oxlint, option], { cwd, maxBuffer: 64 << 20 }, (_error, stdout) => resolve(stdout));
  });
}

async function lint(cwd: string): Promise<Report> {
  return JSON.parse(await runOxlint(cwd, '--format=json')) as Report;
}

const refusals = (file: string) =>
  report.diagnostics.filter((one) => one.filename === file && one.code.includes('no-restricted-imports')).map((one) => one.message);

test('the lint read every planted file', () => {
  expect(report.number_of_files).toBe(BREAKS.length + FINE.length);
});

test.each(BREAKS)('%s may not say %s', (file) => {
  expect(refusals(file)).toHaveLength(1);
});

test.each(FINE)('%s may say %s', (file) => {
  expect(refusals(file)).toEqual([]);
});

test('the lint reads the sources themselves', async () => {
  const files = (await runOxlint(root, '--debug=files')).split('\n');
  for (const layer of ['shared/', 'electron/core/', 'electron/edge/', 'electron/sandbox/', 'electron/main/', 'renderer/']) {
    expect(files.filter((file) => file.startsWith(layer)).length).toBeGreaterThan(5);
  }
});
