/** An Idempotency-Key stands for whatever was made with it, not for a call alone. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `CREATE TABLE keys_of_all (
      org_id text NOT NULL REFERENCES organizations (id),
      user_id text NOT NULL REFERENCES users (id),
      key text NOT NULL,
      makes text NOT NULL,
      request_hash text NOT NULL,
      made_id text NOT NULL,
      created_at integer NOT NULL,
      expires_at integer NOT NULL,
      CONSTRAINT idempotency_keys_pk PRIMARY KEY (user_id, key))`,
    `INSERT INTO keys_of_all (org_id, user_id, key, makes, request_hash, made_id, created_at, expires_at)
      SELECT org_id, user_id, key, 'call', request_hash, call_id, created_at, expires_at FROM idempotency_keys`,
    `DROP TABLE idempotency_keys`,
    `ALTER TABLE keys_of_all RENAME TO idempotency_keys`,
    `CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at)`,
    `CREATE INDEX idempotency_keys_by_made ON idempotency_keys (made_id)`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
