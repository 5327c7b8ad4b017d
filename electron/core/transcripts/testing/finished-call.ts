/** Rows of a call that is over, for tests that need a past. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { countWords } from '#shared/domain/enhanced-transcript.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { newId } from '#shared/domain/ids.ts';
import type { Db } from '#store/schema.ts';

export type FinishedCall = {
  to?: string;
  scenario?: { id: string; name: string };
  state?: string;
  at?: number;
  /** Said in turn, the agent first. */
  said?: readonly string[];
  /** Bytes of a recording that is written under this data folder. */
  recording?: { dataDir: string; bytes: Uint8Array };
};

export async function insertFinishedCall(db: Db, actor: Actor, call: FinishedCall = {}): Promise<string> {
  const at = call.at ?? Date.parse('2026-03-01T14:30:25Z');
  const id = newId('call', at);
  const said = call.said ?? [];
  const to = call.to ?? '+15550100001';
  await db
    .insertInto('calls')
    .values({
      id,
      org_id: actor.org_id,
      user_id: actor.user_id,
      call_sid: null,
      stream_sid: null,
      state: call.state ?? 'completed',
      reason: 'The call ended.',
      reason_code: null,
      direction: 'outbound',
      to_number: to,
      from_number: '+15005550100',
      scenario_id: call.scenario?.id ?? 'sales',
      scenario_name: call.scenario?.name ?? 'Sales',
      scenario_version: 1,
      variables: '{}',
      practice: 1,
      persona: null,
      answered_by: 'human',
      ai_muted: 0,
      created_at: at,
      dial_requested_at: at,
      answered_at: at,
      ended_at: at + 204_000,
      duration_ms: 204_000,
      turn_count: said.length,
      word_count: said.reduce((sum, text) => sum + countWords(text), 0),
      interruption_count: 0,
      greeting_ms: 400,
      response_p50_ms: 700,
      response_p95_ms: 900,
      risk_score: 0,
      risk_reasons: '[]',
      disposition: null,
      notes: '',
      tail: said.at(-1) ?? '',
      next_check_at: null,
      deadline_at: null,
      updated_at: at,
    })
    .execute();
  await db
    .insertInto('call_events')
    .values({
      id: newId('evt', at),
      org_id: actor.org_id,
      call_id: id,
      sequence: 1,
      at,
      type: 'call.created',
      text: `To ${to}.`,
      state: 'queued',
      signal: null,
      data: '{}',
    })
    .execute();
  for (const [index, text] of said.entries()) {
    await db
      .insertInto('utterances')
      .values({
        id: newId('item', at + index),
        org_id: actor.org_id,
        call_id: id,
        sequence: index + 1,
        channel: index % 2 === 0 ? 1 : 0,
        text,
        start_ms: index * 4000,
        end_ms: index * 4000 + 3000,
        previous_id: null,
        confidence: 0.9,
        interrupted: 0,
        unintelligible: 0,
        final: 1,
        word_count: countWords(text),
        created_at: at,
        updated_at: at,
      })
      .execute();
  }
  if (call.recording) {
    const path = `recordings/${id}/call.wav`;
    const file = join(call.recording.dataDir, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, call.recording.bytes);
    await db
      .insertInto('recordings')
      .values({
        call_id: id,
        org_id: actor.org_id,
        state: 'closed',
        path,
        peaks_path: null,
        channels: 2,
        duration_ms: 204_000,
        bytes: call.recording.bytes.length,
        sha256: 'x',
        alarms: '[]',
        created_at: at,
        updated_at: at,
      })
      .execute();
  }
  return id;
}
