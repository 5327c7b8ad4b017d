/** Opens SQLite files. The one place that knows how the native library is loaded. */
import Database from 'better-sqlite3';

export type SqliteFile = Database.Database;

/** @param path the file; its folder must exist. `TRUNKLINE_SQLITE_BINDING` names another build of the native library, for another runtime. */
export function openSqlite(path: string, options: { readonly?: boolean; timeout?: number } = {}): SqliteFile {
  const nativeBinding = process.env.TRUNKLINE_SQLITE_BINDING;
  return new Database(path, { ...options, ...(nativeBinding ? { nativeBinding } : {}) });
}
