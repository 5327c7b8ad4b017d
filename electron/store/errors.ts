/** SQLite's failures in the program's own words. */
import { AppError } from '#shared/domain/errors.ts';

/** A statement that SQLite refused. `code` is SQLite's extended result code, such as `SQLITE_CONSTRAINT_UNIQUE`. */
export class StoreError extends Error {
  override name = 'StoreError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

type Trouble = { what: 'damaged' | 'disk_full' | 'read_only' | 'unreachable' | 'busy'; message: string; details: string };

const TROUBLES: [RegExp, Trouble][] = [
  [
    /^SQLITE_(CORRUPT|NOTADB)/,
    {
      what: 'damaged',
      message: 'The database file is damaged.',
      details: 'Recordings are separate files and are safe. Quit the program and put back the newest copy from the folder "backups".',
    },
  ],
  [
    /^SQLITE_FULL/,
    {
      what: 'disk_full',
      message: 'The disk is full, so nothing can be saved.',
      details: 'What was saved before is safe. Free some space and try again.',
    },
  ],
  [
    /^SQLITE_READONLY/,
    {
      what: 'read_only',
      message: 'The data folder cannot be written to.',
      details: 'What was saved before is safe. Check the permissions of the folder, or start with another one.',
    },
  ],
  [
    /^SQLITE_(IOERR|CANTOPEN|PERM)/,
    {
      what: 'unreachable',
      message: 'The database file cannot be read or written.',
      details: 'Check that the disk is connected and that you may write to the data folder, then start again.',
    },
  ],
  [
    /^SQLITE_(BUSY|LOCKED)/,
    {
      what: 'busy',
      message: 'Another program holds the database.',
      details: 'Nothing was changed. Close the program that has the file open and try again.',
    },
  ],
];

/** The error to throw for a failed statement: troubles of disk and file as an AppError that says what to do, all else as a StoreError. */
export function toStoreFailure(code: string, message: string): AppError | StoreError {
  const cause = new StoreError(code, message);
  const trouble = TROUBLES.find(([pattern]) => pattern.test(code))?.[1];
  if (!trouble) return cause;
  return new AppError('INTERNAL', trouble.message, { details: trouble.details, params: { store: trouble.what }, cause });
}

/** Whether a statement failed because a row with the same key is there already. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof StoreError && (error.code === 'SQLITE_CONSTRAINT_UNIQUE' || error.code === 'SQLITE_CONSTRAINT_PRIMARYKEY');
}

/**
 * Runs a write; a row that is there already becomes a conflict with this sentence.
 * @throws AppError CONFLICT
 */
export async function orConflict<T>(write: Promise<T>, message: string, params: Record<string, unknown> = {}): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('CONFLICT', message, { params, cause: error });
    throw error;
  }
}
