/** The thread that owns one SQLite connection: it runs statements in the order they arrive. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Statement } from 'better-sqlite3';
import { openSqlite, type SqliteFile } from '../sqlite.ts';
import type { StoreHello, StoreReply, StoreRequest, StoreRows, StoreWorkerOptions } from './protocol.ts';

const MAX_CACHED_STATEMENTS = 256;

function open({ path, readonly }: StoreWorkerOptions): SqliteFile {
  const file = openSqlite(path, { readonly, timeout: 5000 });
  if (!readonly) {
    file.pragma('journal_mode = WAL');
    // NORMAL loses at most the last commits on a power cut and never corrupts; a process that dies loses nothing.
    file.pragma('synchronous = NORMAL');
    file.pragma('secure_delete = ON');
  }
  file.pragma('foreign_keys = ON');
  file.pragma('temp_store = MEMORY');
  // In KiB: the upper pages of every index stay at hand.
  file.pragma('cache_size = -32000');
  return file;
}

function createRunner(file: SqliteFile) {
  const cache = new Map<string, Statement>();

  function prepare(sql: string): Statement {
    const known = cache.get(sql);
    if (known) {
      cache.delete(sql);
      cache.set(sql, known);
      return known;
    }
    const statement = file.prepare(sql);
    cache.set(sql, statement);
    const [oldest] = cache.keys();
    if (cache.size > MAX_CACHED_STATEMENTS && oldest !== undefined) cache.delete(oldest);
    return statement;
  }

  return function run(sql: string, parameters: readonly unknown[]): StoreRows {
    const began = performance.now();
    const statement = prepare(sql);
    const bound = parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value));
    if (statement.reader) return { rows: statement.all(...bound), ms: performance.now() - began };
    const { changes, lastInsertRowid } = statement.run(...bound);
    return { rows: [], changes, lastInsertRowid, ms: performance.now() - began };
  };
}

function close(file: SqliteFile): StoreRows {
  if (!file.readonly) {
    if (file.inTransaction) file.exec('rollback');
    file.pragma('optimize');
    file.pragma('wal_checkpoint(TRUNCATE)');
  }
  file.close();
  return { rows: [], ms: 0 };
}

function describe(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'UNKNOWN', message: String(error) };
  return { code: 'code' in error ? String(error.code) : error.name, message: error.message };
}

function connect(options: StoreWorkerOptions) {
  const file = open(options);
  return { file, run: createRunner(file) };
}

function serve(): void {
  const port = parentPort;
  if (!port) return;
  const say = (message: StoreHello | StoreReply) => port.postMessage(message);
  const options = workerData as StoreWorkerOptions;
  let connection: ReturnType<typeof connect> | undefined;

  function answer(request: StoreRequest): StoreRows {
    if (request.type === 'close') return connection ? close(connection.file) : { rows: [], ms: 0 };
    connection ??= connect(options);
    return connection.run(request.sql, request.parameters);
  }

  port.on('message', (request: StoreRequest) => {
    try {
      say({ id: request.id, result: answer(request) });
    } catch (error) {
      say({ id: request.id, error: describe(error) });
    }
  });
  try {
    // A reader opens the file with its first query: its thread starts while the writer still makes or migrates the file.
    if (!options.readonly) connection = connect(options);
    say({ ready: true });
  } catch (error) {
    say({ ready: false, error: describe(error) });
  }
}

serve();
