/** Calls and their append-only ledger, turns, recordings, and the keys that keep placing exactly-once. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('calls')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('org_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('user_id', 'text', (c) => c.notNull().references('users.id'))
    .addColumn('call_sid', 'text')
    .addColumn('stream_sid', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('reason_code', 'text')
    .addColumn('direction', 'text', (c) => c.notNull())
    .addColumn('to_number', 'text', (c) => c.notNull())
    .addColumn('from_number', 'text', (c) => c.notNull())
    .addColumn('scenario_id', 'text', (c) => c.notNull())
    .addColumn('scenario_name', 'text', (c) => c.notNull())
    .addColumn('scenario_version', 'integer', (c) => c.notNull())
    .addColumn('variables', 'text', (c) => c.notNull().defaultTo('{}'))
    .addColumn('practice', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('persona', 'text')
    .addColumn('answered_by', 'text')
    .addColumn('ai_muted', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('dial_requested_at', 'integer')
    .addColumn('answered_at', 'integer')
    .addColumn('ended_at', 'integer')
    .addColumn('duration_ms', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('turn_count', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('word_count', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('interruption_count', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('greeting_ms', 'real')
    .addColumn('response_p50_ms', 'real')
    .addColumn('response_p95_ms', 'real')
    .addColumn('risk_score', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('risk_reasons', 'text', (c) => c.notNull().defaultTo('[]'))
    .addColumn('disposition', 'text')
    .addColumn('notes', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('tail', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('next_check_at', 'integer')
    .addColumn('deadline_at', 'integer')
    .addColumn('updated_at', 'integer', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('calls_by_creation').on('calls').columns(['org_id', 'created_at', 'id']).execute();
  await db.schema.createIndex('calls_by_duration').on('calls').columns(['org_id', 'duration_ms', 'id']).execute();
  await db.schema.createIndex('calls_by_state').on('calls').columns(['org_id', 'state', 'created_at']).execute();
  await db.schema.createIndex('calls_by_scenario').on('calls').columns(['org_id', 'scenario_id', 'created_at']).execute();
  await db.schema.createIndex('calls_by_disposition').on('calls').columns(['org_id', 'disposition', 'created_at']).execute();
  await db.schema.createIndex('calls_by_number').on('calls').columns(['org_id', 'to_number', 'created_at']).execute();
  await db.schema.createIndex('calls_by_user').on('calls').columns(['org_id', 'user_id', 'created_at']).execute();
  await db.schema.createIndex('calls_by_sid').unique().on('calls').column('call_sid').execute();
  await sql`CREATE INDEX calls_to_check ON calls (next_check_at) WHERE next_check_at IS NOT NULL`.execute(db);

  await db.schema
    .createTable('call_events')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('org_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('call_id', 'text', (c) => c.notNull().references('calls.id'))
    .addColumn('sequence', 'integer', (c) => c.notNull())
    .addColumn('at', 'integer', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('state', 'text')
    .addColumn('signal', 'text')
    .addColumn('data', 'text', (c) => c.notNull())
    .addUniqueConstraint('call_events_in_order', ['call_id', 'sequence'])
    .execute();
  await sql`CREATE TRIGGER call_events_no_update BEFORE UPDATE ON call_events
    BEGIN SELECT RAISE(ABORT, 'call_events is append-only'); END`.execute(db);
  await sql`CREATE TRIGGER call_events_no_delete BEFORE DELETE ON call_events
    BEGIN SELECT RAISE(ABORT, 'call_events is append-only'); END`.execute(db);

  await db.schema
    .createTable('turns')
    .addColumn('org_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('call_id', 'text', (c) => c.notNull().references('calls.id'))
    .addColumn('turn', 'integer', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('utterance_id', 'text', (c) => c.notNull())
    .addColumn('speech_end_ms', 'real', (c) => c.notNull())
    .addColumn('decision_ms', 'real', (c) => c.notNull())
    .addColumn('first_token_ms', 'real', (c) => c.notNull())
    .addColumn('first_audio_ms', 'real', (c) => c.notNull())
    .addPrimaryKeyConstraint('turns_pk', ['call_id', 'turn'])
    .execute();

  await db.schema
    .createTable('recordings')
    .addColumn('call_id', 'text', (c) => c.primaryKey().references('calls.id'))
    .addColumn('org_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('path', 'text', (c) => c.notNull())
    .addColumn('peaks_path', 'text')
    .addColumn('channels', 'integer', (c) => c.notNull())
    .addColumn('duration_ms', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('bytes', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('sha256', 'text')
    .addColumn('alarms', 'text', (c) => c.notNull().defaultTo('[]'))
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('updated_at', 'integer', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('recordings_by_state').on('recordings').columns(['org_id', 'state', 'created_at']).execute();

  await db.schema
    .createTable('idempotency_keys')
    .addColumn('org_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('user_id', 'text', (c) => c.notNull().references('users.id'))
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('request_hash', 'text', (c) => c.notNull())
    .addColumn('call_id', 'text', (c) => c.notNull().references('calls.id'))
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('expires_at', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('idempotency_keys_pk', ['user_id', 'key'])
    .execute();
  await db.schema.createIndex('idempotency_keys_by_expiry').on('idempotency_keys').column('expires_at').execute();
}
