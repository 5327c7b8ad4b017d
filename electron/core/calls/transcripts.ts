/** What is said, from the edge to the consoles at once and to the disk in batches. */
import type { Call, Turn } from '#shared/contract/calls.ts';
import { countWords } from '#shared/domain/metrics.ts';
import type { Db } from '#store/schema.ts';
import type { Log, Publish } from '../ports/host.ts';
import type { TurnEvent, UtteranceEvent } from '../ports/voice-edge.ts';
import { type LiveCall, type LiveUtterance, measuresOf, riskOf, takeUtterance } from './live-call.ts';
import type { CallRow } from './model.ts';

/** How long words may wait for the disk, in milliseconds. A crash loses no more than this. */
const FLUSH_AFTER_MS = 400;
/** SQLite takes at most 32,766 parameters in one statement. */
const ROWS_A_STATEMENT = 200;

export type Transcripts = {
  utterance(live: LiveCall, event: UtteranceEvent): void;
  turn(live: LiveCall, event: TurnEvent & { type: 'turn' }): void;
  /** Looks at the risks of a call again and tells of a change. */
  assess(live: LiveCall): void;
  /** Writes everything that waits. @throws what the store throws; what could not be written waits on. */
  flush(): Promise<void>;
  /** Makes every partial utterance of an ended call final. */
  finish(live: LiveCall): void;
};

type Waiting = { live: LiveCall; utterances: Set<string>; turns: Set<number> };

export function createTranscripts(options: { db: Db; publish: Publish; log: Log; now: () => number }): Transcripts {
  const { db, publish, log, now } = options;
  const waiting = new Map<string, Waiting>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let flushing: Promise<void> = Promise.resolve();

  function wait(live: LiveCall): Waiting {
    const one = waiting.get(live.callId) ?? { live, utterances: new Set(), turns: new Set() };
    waiting.set(live.callId, one);
    timer ??= setTimeout(() => {
      timer = undefined;
      flush().catch((error: unknown) => log.error({ err: error }, 'what was said could not be saved yet; it will be tried again'));
    }, FLUSH_AFTER_MS);
    return one;
  }

  function tell(live: LiveCall, utterance: LiveUtterance): void {
    const { previous_id: _previous, ...data } = utterance;
    publish(utterance.final ? 'utterance.final' : 'utterance.partial', data, { org_id: live.orgId, call_id: live.callId });
  }

  function refresh(live: LiveCall): void {
    live.call = { ...live.call, ...measuresOf(live) };
    publish('call.updated', live.call, { org_id: live.orgId, call_id: live.callId });
  }

  async function writeAll(): Promise<void> {
    const batch = [...waiting.values()];
    if (batch.length === 0) return;
    waiting.clear();
    for (const { live } of batch) refresh(live);
    try {
      await db.transaction().execute(async (trx) => {
        for (const one of batch) await writeOne(trx, one, now());
      });
    } catch (error) {
      for (const one of batch) {
        const again = wait(one.live);
        for (const id of one.utterances) again.utterances.add(id);
        for (const turn of one.turns) again.turns.add(turn);
      }
      throw error;
    }
  }

  function flush(): Promise<void> {
    const done = flushing.then(writeAll);
    flushing = done.catch(() => {});
    return done;
  }

  return {
    utterance(live, event) {
      const changed = takeUtterance(live, event);
      for (const one of changed) {
        tell(live, one);
        wait(live).utterances.add(one.utterance_id);
      }
    },
    turn(live, { type: _type, call_id: _call, ...turn }) {
      live.turns = [...live.turns.filter((one) => one.turn !== turn.turn), turn satisfies Turn];
      live.atMs = Math.max(live.atMs, turn.first_audio_ms);
      publish('turn.metrics', { ...turn, call_id: live.callId }, { org_id: live.orgId, call_id: live.callId });
      wait(live).turns.add(turn.turn);
    },
    assess(live) {
      live.riskAtMs = live.atMs;
      const risk = riskOf(live);
      if (sameRisk(risk, live.call.risk)) return;
      live.call = { ...live.call, risk };
      publish('risk', { call_id: live.callId, ...risk }, { org_id: live.orgId, call_id: live.callId });
      wait(live);
    },
    flush,
    finish(live) {
      for (const one of live.utterances.filter((utterance) => !utterance.final)) {
        const final = { ...one, final: true, end_ms: one.end_ms ?? Math.max(one.start_ms, live.atMs) };
        live.utterances = live.utterances.map((other) => (other === one ? final : other));
        tell(live, final);
        wait(live).utterances.add(one.utterance_id);
      }
    },
  };
}

function sameRisk(a: Call['risk'], b: Call['risk']): boolean {
  return a.score === b.score && a.reasons.map((one) => one.text).join() === b.reasons.map((one) => one.text).join();
}

/** The columns of a call that are counted from what was said. */
export function measuredColumns(live: LiveCall): Partial<CallRow> {
  const { turns, words, interruptions, latency, tail } = measuresOf(live);
  return {
    turn_count: turns,
    word_count: words,
    interruption_count: interruptions,
    greeting_ms: latency.greeting_ms,
    response_p50_ms: latency.first_response_p50_ms,
    response_p95_ms: latency.first_response_p95_ms,
    risk_score: live.call.risk.score,
    risk_reasons: JSON.stringify(live.call.risk.reasons),
    tail,
  };
}

async function writeOne(trx: Db, { live, utterances, turns }: Waiting, at: number): Promise<void> {
  const rows = live.utterances
    .filter((one) => utterances.has(one.utterance_id))
    .map((one) => ({
      id: one.utterance_id,
      org_id: live.orgId,
      call_id: live.callId,
      sequence: one.sequence,
      channel: one.channel,
      text: one.text,
      start_ms: one.start_ms,
      end_ms: one.end_ms,
      previous_id: one.previous_id,
      confidence: one.confidence,
      interrupted: Number(one.interrupted),
      unintelligible: Number(one.unintelligible),
      final: Number(one.final),
      word_count: countWords(one.text),
      created_at: at,
      updated_at: at,
    }));
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    await trx
      .insertInto('utterances')
      .values(rows.slice(from, from + ROWS_A_STATEMENT))
      .onConflict((conflict) =>
        conflict.columns(['call_id', 'id']).doUpdateSet((eb) => ({
          sequence: eb.ref('excluded.sequence'),
          text: eb.ref('excluded.text'),
          start_ms: eb.ref('excluded.start_ms'),
          end_ms: eb.ref('excluded.end_ms'),
          previous_id: eb.ref('excluded.previous_id'),
          confidence: eb.ref('excluded.confidence'),
          interrupted: eb.ref('excluded.interrupted'),
          unintelligible: eb.ref('excluded.unintelligible'),
          final: eb.ref('excluded.final'),
          word_count: eb.ref('excluded.word_count'),
          updated_at: eb.ref('excluded.updated_at'),
        })),
      )
      .execute();
  }
  const timed = live.turns.filter((one) => turns.has(one.turn)).map((one) => ({ ...one, org_id: live.orgId, call_id: live.callId }));
  if (timed.length > 0) {
    await trx
      .insertInto('turns')
      .values(timed)
      .onConflict((conflict) => conflict.columns(['call_id', 'turn']).doNothing())
      .execute();
  }
  await trx
    .updateTable('calls')
    .set({ ...measuredColumns(live), updated_at: at })
    .where('id', '=', live.callId)
    .execute();
}
