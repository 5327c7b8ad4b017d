/**
 * One process owns a data folder. The lock is the operating system's own, held through SQLite on an empty file: it ends with the process that
 * holds it, however that ends, so a number that another process got meanwhile can neither block nor free it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#shared/domain/errors.ts';
import { openSqlite, type SqliteFile } from './sqlite.ts';
import { makeUsableFolder, unusableFolder } from './usable-folder.ts';

const LOCK_FILE = 'owner.lock';
const OWNER_FILE = 'owner.json';

const owner = z.object({ pid: z.number(), program: z.string(), since: z.string() });
export type FolderOwner = z.infer<typeof owner>;

export type DataFolderLock = { release(): Promise<void> };

/**
 * Takes the folder for this process, making it if it is not there.
 * @param program what this process is called in the message that a second one gets
 * @throws AppError DATA_FOLDER_BUSY with params pid, program, since; INTERNAL when the folder cannot be written to
 */
export async function lockDataFolder(dir: string, program = programName()): Promise<DataFolderLock> {
  const file = openLock(dir);
  try {
    file.pragma('locking_mode = EXCLUSIVE');
    file.exec('begin exclusive');
  } catch (cause) {
    file.close();
    if (!isBusy(cause)) throw unusableFolder(dir, cause);
    throw busy(dir, await readOwner(dir), cause);
  }
  const mine: FolderOwner = { pid: process.pid, program, since: new Date().toISOString() };
  await writeFile(join(dir, OWNER_FILE), `${JSON.stringify(mine)}\n`, { mode: 0o600 });
  return {
    async release() {
      if (file.open) file.close();
    },
  };
}

function openLock(dir: string): SqliteFile {
  makeUsableFolder(dir);
  try {
    return openSqlite(join(dir, LOCK_FILE), { timeout: 0 });
  } catch (cause) {
    throw unusableFolder(dir, cause);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}

async function readOwner(dir: string): Promise<FolderOwner | undefined> {
  try {
    return owner.parse(JSON.parse(await readFile(join(dir, OWNER_FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

function busy(dir: string, who: FolderOwner | undefined, cause: unknown): AppError {
  const name = who ? `${who.program} (process ${who.pid}, since ${who.since})` : 'another program that is just starting';
  return new AppError('DATA_FOLDER_BUSY', `The data folder ${dir} is in use by ${name}.`, {
    details: 'Nothing was changed. Quit the other program, or start this one with another data folder.',
    params: { folder: dir, ...who },
    cause,
  });
}

function programName(): string {
  return process.versions.electron ? 'the desktop' : basename(process.argv[1] ?? process.execPath);
}
