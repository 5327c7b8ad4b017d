/**
 * Searches and lists over a long past, through the store as the program uses it, and the same statements run directly in better-sqlite3 in the same
 * run. `--calls 100000 --utterances 1000000 --rounds 40`; `--dir PATH` keeps the data for the next run.
 */
import { parseArgs } from 'node:util';
import { openStore } from '#store/database.ts';
import { silentLog } from '../tests/helpers/fill-store.ts';
import { inPast, PAST_OPTIONS } from './past.ts';
import { CASES } from './store/cases.ts';
import { openDirect } from './store/direct.ts';
import { summary } from './store/summary.ts';

export async function run(args: string[]): Promise<unknown> {
  const { values } = parseArgs({
    args,
    options: { ...PAST_OPTIONS, rounds: { type: 'string', default: '40' } },
  });
  const rounds = Number(values.rounds);
  return inPast(values, async (dir, size) => {
    const store = await openStore({ dataDir: dir, log: silentLog });
    const direct = openDirect(dir);
    const cases: { name: string; group: string; answer: unknown; ms: number[]; direct_ms: number[] }[] = [];
    for (const { name, group, ask } of CASES) {
      const statements = await direct.statementsOf(ask);
      const [through, plain]: [number[], number[]] = [[], []];
      let answer: unknown;
      for (let round = -3; round < rounds; round++) {
        const began = performance.now();
        answer = await ask(store.read);
        const asked = performance.now();
        direct.run(statements);
        const ran = performance.now();
        if (round < 0) continue;
        through.push(asked - began);
        plain.push(ran - asked);
      }
      cases.push({ name, group, answer, ms: through, direct_ms: plain });
      console.error(`${name}: ${summary(through).p50_ms} ms, directly ${summary(plain).p50_ms} ms`);
    }
    direct.close();
    await store.close();
    const groups = [...new Set(cases.map((one) => one.group))].map((group) => {
      const own = cases.filter((one) => one.group === group);
      const through = summary(own.flatMap((one) => one.ms));
      const directly = summary(own.flatMap((one) => one.direct_ms));
      return { group, ...through, direct: directly, p95_ratio: Math.round((through.p95_ms / directly.p95_ms) * 100) / 100 };
    });
    return {
      bench: 'store',
      ...size,
      rounds,
      groups,
      cases: cases.map(({ name, group, answer, ms, direct_ms }) => ({ name, group, answer, ...summary(ms), direct: summary(direct_ms) })),
    };
  });
}
