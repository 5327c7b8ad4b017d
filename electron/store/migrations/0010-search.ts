/**
 * Indexes that answer lists and searches by themselves. The full-text indexes carry marks beside the words (organization, call, scenario, direction,
 * speaker), so that a search that is narrowed by them reads no row that it does not show. What a mark says never changes.
 */
import { type Kysely, sql } from 'kysely';

/** Marks are single tokens whatever the ids look like: a letter for the kind, then the id in hexadecimal digits. */
const CALL_MARKS = `'o' || hex(c.org_id) || ' c' || hex(c.id) || ' s' || hex(c.scenario_id) || ' d' || hex(c.direction)`;
const SAID_MARKS = (channel: string) => `${CALL_MARKS} || ' k' || ${channel}`;
const TOKENS = `tokenize='unicode61 remove_diacritics 2', prefix='2 3'`;

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function up(db: Kysely<unknown>): Promise<void> {
  await indexWhatWasSaid(db);
  await indexAnalyses(db);
  await indexCalls(db);
  await indexTranscripts(db);
}

async function indexWhatWasSaid(db: Kysely<unknown>): Promise<void> {
  const removed = `INSERT INTO utterances_fts(utterances_fts, rowid, text, marks)
    SELECT 'delete', old.row_id, old.text, ${SAID_MARKS('old.channel')} FROM calls c WHERE c.id = old.call_id;`;
  const added = `INSERT INTO utterances_fts(rowid, text, marks)
    SELECT new.row_id, new.text, ${SAID_MARKS('new.channel')} FROM calls c WHERE c.id = new.call_id;`;
  await run(db, [
    ...['indexed', 'unindexed', 'reindexed'].map((name) => `DROP TRIGGER utterances_${name}`),
    `DROP TABLE utterances_fts`,
    `CREATE VIEW utterances_marked AS SELECT u.row_id, u.text, ${SAID_MARKS('u.channel')} AS marks FROM utterances u JOIN calls c ON c.id = u.call_id`,
    `CREATE VIRTUAL TABLE utterances_fts USING fts5(text, marks, content='utterances_marked', content_rowid='row_id', ${TOKENS})`,
    `INSERT INTO utterances_fts(utterances_fts, rank) VALUES ('secure-delete', 1)`,
    `INSERT INTO utterances_fts(utterances_fts) VALUES ('rebuild')`,
    `CREATE TRIGGER utterances_indexed AFTER INSERT ON utterances BEGIN ${added} END`,
    `CREATE TRIGGER utterances_unindexed AFTER DELETE ON utterances BEGIN ${removed} END`,
    `CREATE TRIGGER utterances_reindexed AFTER UPDATE OF text ON utterances WHEN old.text <> new.text BEGIN ${removed} ${added} END`,
    `CREATE TRIGGER calls_marks_stay BEFORE UPDATE OF id, org_id, scenario_id, direction ON calls
      WHEN old.id <> new.id OR old.org_id <> new.org_id OR old.scenario_id <> new.scenario_id OR old.direction <> new.direction
      BEGIN SELECT RAISE(ABORT, 'the search index relies on this column'); END`,
    `CREATE INDEX utterances_unintelligible ON utterances (org_id, call_id) WHERE unintelligible = 1`,
  ]);
}

/** A number of its own per analysis, because the implicit one does not survive a VACUUM. */
async function indexAnalyses(db: Kysely<unknown>): Promise<void> {
  const columns = [
    ...[
      'call_id',
      'org_id',
      'engine',
      'summary',
      'sentiment',
      'key_topics',
      'customer_intent',
      'resolution',
      'resolution_quality',
      'tags',
      'goals_met',
    ],
    'created_at',
  ].join(', ');
  const removed = `INSERT INTO analyses_fts(analyses_fts, rowid, summary, tags, marks)
    SELECT 'delete', old.seq, old.summary, old.tags, ${CALL_MARKS} FROM calls c WHERE c.id = old.call_id;`;
  const added = `INSERT INTO analyses_fts(rowid, summary, tags, marks)
    SELECT new.seq, new.summary, new.tags, ${CALL_MARKS} FROM calls c WHERE c.id = new.call_id;`;
  const escalation = `UPDATE calls SET escalated = (new.resolution = 'escalated') WHERE id = new.call_id AND escalated <> (new.resolution = 'escalated');`;
  await run(db, [
    `CREATE TABLE analyses_numbered (
      seq integer PRIMARY KEY AUTOINCREMENT,
      call_id text NOT NULL UNIQUE REFERENCES calls (id) ON DELETE CASCADE,
      org_id text NOT NULL REFERENCES organizations (id),
      engine text NOT NULL, summary text NOT NULL, sentiment text NOT NULL, key_topics text NOT NULL, customer_intent text NOT NULL,
      resolution text NOT NULL, resolution_quality real NOT NULL, tags text NOT NULL, goals_met text NOT NULL, created_at integer NOT NULL)`,
    `INSERT INTO analyses_numbered (${columns}) SELECT ${columns} FROM analyses ORDER BY created_at`,
    `DROP TABLE analyses`,
    `ALTER TABLE analyses_numbered RENAME TO analyses`,
    `CREATE INDEX analyses_by_resolution ON analyses (org_id, resolution)`,
    `CREATE VIEW analyses_marked AS SELECT a.seq, a.summary, a.tags, ${CALL_MARKS} AS marks FROM analyses a JOIN calls c ON c.id = a.call_id`,
    `CREATE VIRTUAL TABLE analyses_fts USING fts5(summary, tags, marks, content='analyses_marked', content_rowid='seq', ${TOKENS})`,
    `INSERT INTO analyses_fts(analyses_fts, rank) VALUES ('secure-delete', 1)`,
    `INSERT INTO analyses_fts(analyses_fts) VALUES ('rebuild')`,
    `ALTER TABLE calls ADD COLUMN escalated integer NOT NULL DEFAULT 0`,
    `UPDATE calls SET escalated = 1 WHERE id IN (SELECT call_id FROM analyses WHERE resolution = 'escalated')`,
    `CREATE TRIGGER analyses_indexed AFTER INSERT ON analyses BEGIN ${added} ${escalation} END`,
    `CREATE TRIGGER analyses_unindexed AFTER DELETE ON analyses BEGIN ${removed} END`,
    `CREATE TRIGGER analyses_reindexed AFTER UPDATE ON analyses BEGIN ${removed} ${added} ${escalation} END`,
  ]);
}

/**
 * One index that holds everything a list of calls can be narrowed by, so that rows are read for the page alone, and smaller ones for what lists are
 * narrowed by most. `outcome` is how call logs name the end of a call; null while it lives.
 */
async function indexCalls(db: Kysely<unknown>): Promise<void> {
  await run(db, [
    `ALTER TABLE calls ADD COLUMN outcome text GENERATED ALWAYS AS (CASE
      WHEN state IN ('draft', 'queued', 'dialing', 'ringing', 'answered', 'in_progress', 'on_hold', 'wrapping') THEN NULL
      WHEN escalated = 1 OR disposition = 'escalated' THEN 'escalated'
      WHEN state = 'completed' THEN 'completed' ELSE 'failed' END) VIRTUAL`,
    ...['creation', 'state', 'scenario', 'disposition'].map((name) => `DROP INDEX calls_by_${name}`),
    `CREATE INDEX calls_by_state ON calls (org_id, state, created_at, id)`,
    `CREATE INDEX calls_by_scenario ON calls (org_id, scenario_id, created_at, id)`,
    `CREATE INDEX calls_by_disposition ON calls (org_id, disposition, created_at, id)`,
    `CREATE INDEX calls_by_outcome ON calls (org_id, outcome, created_at, id, scenario_id)`,
    `CREATE INDEX calls_listed ON calls (org_id, created_at, id, state, direction, disposition, duration_ms, scenario_id, to_number, from_number,
      word_count, risk_score, interruption_count, escalated, user_id)`,
    `CREATE INDEX calls_by_scenario_name ON calls (org_id, scenario_id, scenario_name)`,
    `CREATE INDEX calls_with_notes ON calls (org_id, id) WHERE notes <> ''`,
  ]);
}

/** Transcripts keep what their list is narrowed by; none of it changes once a call is over. */
async function indexTranscripts(db: Kysely<unknown>): Promise<void> {
  await run(db, [
    `ALTER TABLE transcripts ADD COLUMN call_created_at integer NOT NULL DEFAULT 0`,
    ...['direction', 'scenario_id', 'scenario_name'].map((column) => `ALTER TABLE transcripts ADD COLUMN ${column} text NOT NULL DEFAULT ''`),
    `UPDATE transcripts SET (call_created_at, direction, scenario_id, scenario_name) =
      (SELECT created_at, direction, scenario_id, scenario_name FROM calls WHERE calls.id = transcripts.call_id)`,
    `CREATE INDEX transcripts_listed ON transcripts (org_id, call_created_at, seq, user_id, direction, scenario_id, scenario_name)`,
  ]);
}
