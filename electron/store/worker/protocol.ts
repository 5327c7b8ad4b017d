/** What the main thread and a store worker say to one another. Answers carry the number of their request. */
export type StoreWorkerOptions = { path: string; readonly: boolean };

export type StoreRequest = { id: number; type: 'query'; sql: string; parameters: readonly unknown[] } | { id: number; type: 'close' };

export type StoreRows = { rows: unknown[]; changes?: number; lastInsertRowid?: number | bigint; /** Time inside SQLite. */ ms: number };

export type StoreReply = { id: number; result: StoreRows } | { id: number; error: { code: string; message: string } };

/** Sent once, before any reply: the file is open, or why it is not. */
export type StoreHello = { ready: true } | { ready: false; error: { code: string; message: string } };
