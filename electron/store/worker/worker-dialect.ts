/** Kysely over store workers: SQLite's own compiler, with the statements run in another thread. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryCompiler,
  type QueryResult,
  RawNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { AppError } from '#shared/domain/errors.ts';
import type { StoreClient } from './store-client.ts';

/** How long a query waits for transactions before it; longer is most likely a transaction that waits for itself. */
const ACQUIRE_TIMEOUT_MS = 20_000;

/** How long closing waits for transactions under way; what is left is rolled back by SQLite. */
const DRAIN_TIMEOUT_MS = 2000;

class WorkerConnection implements DatabaseConnection {
  readonly #client: StoreClient;

  constructor(client: StoreClient) {
    this.#client = client;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes, lastInsertRowid } = await this.#client.query(sql, parameters);
    return {
      rows: rows as R[],
      ...(changes === undefined ? {} : { numAffectedRows: BigInt(changes) }),
      ...(lastInsertRowid === undefined ? {} : { insertId: BigInt(lastInsertRowid) }),
    };
  }

  // Kysely's interface asks for it; rows cross the thread as one message, so there is nothing to stream.
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}

type Waiter = (connection: WorkerConnection) => void;

/** Each connection serves one query or one whole transaction at a time. */
class WorkerDriver implements Driver {
  readonly #all: WorkerConnection[];
  readonly #idle: WorkerConnection[];
  readonly #waiting: Waiter[] = [];
  readonly #begin: string;

  constructor(clients: readonly StoreClient[], begin: string) {
    this.#all = clients.map((client) => new WorkerConnection(client));
    this.#idle = [...this.#all];
    this.#begin = begin;
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<WorkerConnection> {
    const free = this.#idle.shift();
    if (free) return Promise.resolve(free);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = (connection) => {
        clearTimeout(timer);
        resolve(connection);
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(
          new AppError('INTERNAL', 'The database did not become free in time.', {
            details: 'Nothing was changed by this request. Try again.',
            params: { store: 'busy' },
          }),
        );
      }, ACQUIRE_TIMEOUT_MS);
      this.#waiting.push(waiter);
    });
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    if (!(connection instanceof WorkerConnection)) return;
    const next = this.#waiting.shift();
    if (next) next(connection);
    else this.#idle.push(connection);
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(this.#begin));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async savepoint(connection: DatabaseConnection, name: string, compile: QueryCompiler['compileQuery']): Promise<void> {
    await run(connection, `savepoint "${name}"`, compile);
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string, compile: QueryCompiler['compileQuery']): Promise<void> {
    await run(connection, `rollback to "${name}"`, compile);
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string, compile: QueryCompiler['compileQuery']): Promise<void> {
    await run(connection, `release "${name}"`, compile);
  }

  /** Waits for transactions that are under way. The files are closed by who opened them: Kysely never calls this on a driver that was not used. */
  async destroy(): Promise<void> {
    const drained = Promise.allSettled(this.#all.map(() => this.acquireConnection()));
    await Promise.race([drained, delay(DRAIN_TIMEOUT_MS, undefined, { ref: false })]);
  }
}

function run(connection: DatabaseConnection, statement: string, compile: QueryCompiler['compileQuery']) {
  return connection.executeQuery(compile(RawNode.createWithSql(statement), { queryId: statement }));
}

/** @param role a writer takes the write lock when its transaction begins, so that it never fails half way through */
export function workerDialect(clients: readonly StoreClient[], role: 'writer' | 'reader'): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new WorkerDriver(clients, role === 'writer' ? 'begin immediate' : 'begin'),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}
