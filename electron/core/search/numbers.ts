/** Parts of telephone numbers, as people type them. Each number of an organization is known once, so that a part is not sought in every call. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#store/schema.ts';

/** Digits that stand somewhere in a number; `numbers`: the ones they stand in, when these and their calls are few. */
export type NumberPart = { digits: string; numbers?: readonly string[] | undefined };

/** Up to so many numbers are named in a query. */
const FEW_NUMBERS = 200;
/** Up to so many calls are sorted after they were found; more are found in their order. */
const FEW_CALLS = 2000;

/** @param digits digits and a leading plus only */
export async function numbersWith(db: Db, orgId: string, digits: string): Promise<NumberPart> {
  const found = await db
    .selectFrom('call_numbers')
    .select(['number', 'calls'])
    .where('org_id', '=', orgId)
    .where(sql<boolean>`instr(number, ${digits}) > 0`)
    .limit(FEW_NUMBERS + 1)
    .execute();
  const isFew = found.length <= FEW_NUMBERS && found.reduce((sum, one) => sum + one.calls, 0) <= FEW_CALLS;
  return { digits, numbers: isFew ? found.map((one) => one.number) : undefined };
}

/** Whether this column of `calls` has the part in it. */
export function hasNumber(column: 'to_number' | 'from_number', { digits, numbers }: NumberPart): RawBuilder<boolean> {
  const number = sql.ref(`calls.${column}`);
  if (!numbers) return sql`instr(${number}, ${digits}) > 0`;
  return numbers.length > 0 ? sql`${number} in (${sql.join(numbers)})` : sql`0`;
}
