/** The same statements without the program around them: prepared once, run by better-sqlite3 on this thread. */
import { join } from 'node:path';
import { Kysely, SqliteDialect } from 'kysely';
import { DATABASE_FILE } from '#store/database.ts';
import type { Schema } from '#store/schema.ts';
import { openSqlite } from '#store/sqlite.ts';
import type { Ask } from './cases.ts';

export type Statement = { run: () => unknown };

export function openDirect(dir: string) {
  const file = openSqlite(join(dir, DATABASE_FILE), { readonly: true });
  file.pragma('cache_size = -32000');
  let heard: { sql: string; parameters: readonly unknown[] }[] = [];
  const db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: file }),
    log: (event) => void heard.push({ sql: event.query.sql, parameters: event.query.parameters }),
  });
  return {
    /** What a use case asks of the database. */
    async statementsOf(ask: Ask): Promise<Statement[]> {
      heard = [];
      await ask(db);
      return heard.map(({ sql, parameters }) => {
        const statement = file.prepare(sql);
        return { run: () => statement.all(...parameters) };
      });
    },
    run(statements: readonly Statement[]): void {
      for (const statement of statements) statement.run();
    },
    close: () => file.close(),
  };
}
