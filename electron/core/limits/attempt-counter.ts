/** Attempts as rows, so that limits hold across a restart. */
import type { Connections, Db } from '#store/schema.ts';
import { type AttemptCounter, judge, type LimitRule, type LimitVerdict } from './sliding-window.ts';

/** At most this many rows a key: a flood costs no space, and what is older cannot change the verdict. */
const KEPT_PER_KEY = 40;

/** Longer than any rule's window: older attempts of whatever key are dropped on the way. */
const FORGOTTEN_AFTER_MS = 3_600_000;

/** Attempts that share a transaction. */
const BATCH = 200;

type Waiting = { key: string; rule: LimitRule; at: number; resolve: (verdict: LimitVerdict) => void; reject: (error: unknown) => void };

/**
 * Attempts that come while others are being written share the next transaction: a flood of them must not keep the store's one writer from the calls.
 * @param store `write` counts, `read` only looks
 */
export function createAttemptCounter(store: Connections, now: () => number = Date.now): AttemptCounter {
  let waiting: Waiting[] = [];
  let writing = false;

  async function writeWaiting(): Promise<void> {
    if (writing) return;
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH);
      waiting = waiting.slice(BATCH);
      try {
        const verdicts = await store.write.transaction().execute((trx) => countAll(trx, batch, now()));
        for (const [i, one] of batch.entries()) {
          const verdict = verdicts[i];
          if (verdict) one.resolve(verdict);
        }
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    writing = false;
  }

  return {
    count: (key, rule) =>
      new Promise((resolve, reject) => {
        waiting.push({ key, rule, at: now(), resolve, reject });
        void writeWaiting();
      }),
    async peek(key, rule) {
      const at = now();
      const known = await recent(store.read, [key], at);
      return judge([...(known.get(key) ?? []), at], rule, at);
    },
    async clear(key) {
      await store.write.deleteFrom('attempts').where('key', '=', key).execute();
    },
    async clearAll(beginning) {
      await store.write
        .deleteFrom('attempts')
        .where((eb) => eb(eb.fn('substr', ['key', eb.lit(1), eb.val([...beginning].length)]), '=', beginning))
        .execute();
    },
  };
}

/** Counts a batch in its order: the attempts within it count for those after them. */
async function countAll(trx: Db, batch: readonly Pick<Waiting, 'key' | 'rule' | 'at'>[], at: number): Promise<LimitVerdict[]> {
  await trx
    .deleteFrom('attempts')
    .where('at', '<=', at - FORGOTTEN_AFTER_MS)
    .execute();
  const attempts = await recent(trx, [...new Set(batch.map(({ key }) => key))], at);
  const before = new Map([...attempts].map(([key, times]) => [key, times.length]));
  const verdicts = batch.map((one) => {
    const times = attempts.get(one.key) ?? [];
    times.push(one.at);
    attempts.set(one.key, times);
    return judge(times, one.rule, one.at);
  });
  const rows: { key: string; at: number }[] = [];
  for (const [key, times] of attempts) {
    const tooMany = times.length > KEPT_PER_KEY;
    if (tooMany) await trx.deleteFrom('attempts').where('key', '=', key).execute();
    const added = tooMany ? times.slice(-KEPT_PER_KEY) : times.slice(before.get(key) ?? 0);
    rows.push(...added.map((time) => ({ key, at: time })));
  }
  await trx.insertInto('attempts').values(rows).execute();
  return verdicts;
}

/** The attempts of some keys that can still matter, oldest first. */
async function recent(db: Db, keys: readonly string[], at: number): Promise<Map<string, number[]>> {
  const rows = await db
    .selectFrom('attempts')
    .select(['key', 'at'])
    .where('key', 'in', keys)
    .where('at', '>', at - FORGOTTEN_AFTER_MS)
    .orderBy('at')
    .execute();
  const times = new Map<string, number[]>();
  for (const row of rows) times.set(row.key, [...(times.get(row.key) ?? []), row.at]);
  return times;
}
