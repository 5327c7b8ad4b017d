/** A call centre with a past, written quickly and the same each time: for measures of lists and searches. */
import { TERMINAL_CALL_STATES } from '#shared/domain/call-state.ts';
import { transcriptSid } from '#shared/domain/enhanced-transcript.ts';
import type { SqliteFile } from '#store/sqlite.ts';

export type ManyCalls = {
  calls: number;
  utterances: number;
  /** Whom they belong to; a twentieth of them goes to `otherOrg`. */
  owner: { org_id: string; user_id: string };
  otherOrg: { org_id: string; user_id: string };
  /** When the newest call was. */
  until: number;
};

const DAY_MS = 86_400_000;
const SCENARIOS = [
  'sales',
  'support',
  'survey',
  'reminder',
  'collections',
  'onboarding',
  'renewal',
  'feedback',
  'booking',
  'delivery',
  'billing',
  'audit',
];
const COMMON = 'the i you to a it that is and we of for have can on in not do your my be are was this with yes no okay so well just'.split(' ');
const USUAL =
  'appointment price monday account number tomorrow order invoice delivery address please thanks problem meeting offer contract refund morning afternoon manager payment support question service'.split(
    ' ',
  );
const ANALYSED = ['resolved', 'unresolved', 'partially_resolved', 'escalated'];

/** Repeatable numbers from 0 to 1. Source: mulberry32, T. Ettinger, public domain. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Writes them through a connection of its own to a migrated file that nobody else has open for writing. */
export function writeManyCalls(file: SqliteFile, { calls, utterances, owner, otherOrg, until }: ManyCalls): void {
  const random = createRandom(7);
  const below = (n: number) => Math.floor(random() * n);
  const word = () => {
    const r = random();
    if (r < 0.6) return COMMON[Math.floor(random() ** 2 * COMMON.length)];
    if (r < 0.75) return USUAL[below(USUAL.length)];
    return r < 0.97 ? `m${below(2000).toString(36)}` : `w${below(40_000).toString(36)}`;
  };
  const sentence = () => Array.from({ length: 5 + below(14) }, word).join(' ');
  const insert = (table: string, columns: readonly string[]) =>
    file.prepare(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`);

  const call = insert('calls', [
    ...['id', 'org_id', 'user_id', 'state', 'reason', 'direction', 'to_number', 'from_number', 'scenario_id', 'scenario_name', 'scenario_version'],
    ...[
      'created_at',
      'answered_at',
      'ended_at',
      'duration_ms',
      'turn_count',
      'word_count',
      'risk_score',
      'disposition',
      'notes',
      'tail',
      'updated_at',
    ],
  ]);
  const utterance = insert('utterances', [
    ...[
      'id',
      'org_id',
      'call_id',
      'sequence',
      'channel',
      'text',
      'start_ms',
      'end_ms',
      'confidence',
      'final',
      'word_count',
      'created_at',
      'updated_at',
    ],
  ]);
  const recording = insert('recordings', ['call_id', 'org_id', 'state', 'path', 'channels', 'duration_ms', 'created_at', 'updated_at']);
  const analysis = insert('analyses', [
    ...['call_id', 'org_id', 'engine', 'summary', 'sentiment', 'key_topics', 'customer_intent', 'resolution', 'resolution_quality', 'tags'],
    ...['goals_met', 'created_at'],
  ]);
  const transcript = file.prepare(
    `insert into transcripts (call_id, org_id, user_id, transcript_sid, created_at, call_created_at, direction, scenario_id, scenario_name)
     select id, org_id, user_id, ?, created_at, created_at, direction, scenario_id, scenario_name from calls where id = ?`,
  );

  const spoken = Math.round(calls * 0.75);
  const stepMs = Math.max(1, Math.floor((180 * DAY_MS) / calls));
  let said = 0;
  let talked = 0;
  file.transaction(() => {
    for (let index = 0; index < calls; index++) {
      const whose = index % 20 === 18 ? otherOrg : owner;
      const at = until - (calls - index) * stepMs;
      const id = `call_${at.toString(16).padStart(12, '0')}7${below(16 ** 8)
        .toString(16)
        .padStart(19, '0')}`;
      const talks = index % 4 !== 3;
      const state = talks ? (random() < 0.85 ? 'completed' : random() < 0.6 ? 'voicemail' : 'dropped') : (TERMINAL_CALL_STATES[below(6)] ?? 'failed');
      const scenario = SCENARIOS[Math.floor(random() ** 2 * SCENARIOS.length)] ?? 'sales';
      const inbound = random() < 0.1;
      const customer = `+1555${String(below(30_000) * 37 + 1_000_000).padStart(7, '0')}`;
      const lines = talks ? Math.round((utterances - said) / Math.max(1, spoken - talked)) : 0;
      const duration = talks ? lines * 4000 : 0;
      call.run(
        ...[id, whose.org_id, whose.user_id, state, 'The call ended.', inbound ? 'inbound' : 'outbound'],
        ...(inbound ? ['+15005550100', customer] : [customer, '+15005550100']),
        ...[scenario, scenario[0]?.toUpperCase() + scenario.slice(1), 1, at, talks ? at : null, at + duration, duration, lines, lines * 12],
        ...[random() < 0.05 ? 60 : 0, random() < 0.3 ? 'goal_met' : null, random() < 0.02 ? 'Call again.' : '', talks ? 'Good bye.' : '', at],
      );
      if (talks) {
        talked += 1;
        for (let line = 1; line <= lines; line++) {
          const start = line * 4000;
          utterance.run(`u${line}`, whose.org_id, id, line, line % 2, sentence(), start, start + 3000, 0.9, 1, 12, at, at);
        }
        said += lines;
        recording.run(id, whose.org_id, 'closed', `recordings/x/${id}/call.wav`, 2, duration, at, at);
        transcript.run(transcriptSid(id), id);
      }
      analysis.run(
        ...[id, whose.org_id, 'offline-rules-1', `A call about ${sentence()}.`, 'neutral', '[]', 'unknown', ANALYSED[Math.floor(random() ** 3 * 4)]],
        ...[0.5, JSON.stringify([word()]), '[]', at],
      );
    }
  })();
}
