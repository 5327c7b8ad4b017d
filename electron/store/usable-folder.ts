/** Makes the folder that data is kept in, or tells in words why it cannot be kept there. */
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '#shared/domain/errors.ts';

/** @throws AppError INTERNAL when it cannot be made, is a file, or may not be written to */
export function makeUsableFolder(dir: string): void {
  try {
    makeFolder(dir);
    accessSync(dir, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw unusableFolder(dir, cause);
  }
}

/**
 * Folder by folder: Node's own `recursive` tries for ever where a file system answers that the parent, which is there, is not, as /proc does.
 * @throws the system's error
 */
function makeFolder(dir: string): void {
  const make = () => mkdirSync(dir, { mode: 0o700 });
  try {
    make();
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && statSync(dir).isDirectory()) return;
    if (codeOf(error) !== 'ENOENT' || dirname(dir) === dir) throw error;
    makeFolder(dirname(dir));
    make();
  }
}

const REASONS: readonly [codes: RegExp, reason: string][] = [
  [/^(EEXIST|ENOTDIR)$/, 'there is a file of that name, or in place of a folder above it'],
  [/^(EACCES|EPERM|EROFS|SQLITE_READONLY.*|SQLITE_CANTOPEN.*)$/, 'you may not write to it'],
  [/^(ENOSPC|EDQUOT|SQLITE_FULL)$/, 'the disk is full'],
  [/^ENOENT$/, 'no folder can be made there'],
];

/** @param cause what the system, or SQLite, answered */
export function unusableFolder(dir: string, cause: unknown): AppError {
  const [, reason] = REASONS.find(([codes]) => codes.test(codeOf(cause))) ?? [];
  return new AppError('INTERNAL', `The data folder ${dir} cannot be used${reason ? `: ${reason}` : ''}.`, {
    details: 'Nothing was started. Start again with a folder that you may write to, named by --data or TRUNKLINE_DATA_DIR.',
    params: { folder: dir },
    cause,
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
