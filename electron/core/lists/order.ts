/** What lists that the database pages have in common: the order and the words they are asked for. */
import { type RawBuilder, sql } from 'kysely';
import { readSort, type Sort } from '#shared/contract/common.ts';

/**
 * The terms of an `order by`: what `sort` names, what is not known last, and rows that are equal there by `tie`, so that pages do not overlap.
 * @param columns the column of each field that can be sorted by
 */
export function inOrder<Field extends string>(
  sort: Sort<Field>,
  columns: Record<Field, RawBuilder<unknown>>,
  tie: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const { by, descending } = readSort(sort);
  const way = sql.raw(descending ? 'desc' : 'asc nulls last');
  return sql`${columns[by]} ${way}, ${tie} ${sql.raw(descending ? 'desc' : 'asc')}`;
}

/** One of these columns holds the text, whatever the case of its ASCII letters; every row when there is none. */
export function holds(text: string | undefined, ...columns: RawBuilder<unknown>[]): RawBuilder<boolean> {
  if (!text) return sql<boolean>`1`;
  const like = `%${text.replace(/[\\%_]/g, (c) => `\\${c}`)}%`;
  return sql<boolean>`(${sql.join(
    columns.map((column) => sql`${column} like ${like} escape '\\'`),
    sql` or `,
  )})`;
}
