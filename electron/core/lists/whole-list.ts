/** Lists that are short enough to be there as a whole: searched, sorted and paged in memory. */
import { type listQuery, type Page, readSort, toPage } from '#shared/contract/common.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { z } from 'zod';

/**
 * One page of a list that is there as a whole.
 * @throws AppError VALIDATION_ERROR when it is to be sorted by what its rows do not have
 */
export function pageIn<T extends object>(all: readonly T[], { page, limit, q, sort }: z.output<typeof listQuery>): Page<T> {
  const found = q ? all.filter((row) => says(row, q.toLowerCase())) : [...all];
  if (sort) sortRows(found, sort);
  return toPage(found.slice((page - 1) * limit, page * limit), found.length, page, limit);
}

const says = (row: object, text: string) => Object.values(row).some((value) => typeof value === 'string' && value.toLowerCase().includes(text));

function sortRows(rows: object[], sort: string): void {
  const { by: field, descending } = readSort(sort);
  const direction = descending ? -1 : 1;
  const of = (row: object) => (row as Record<string, unknown>)[field];
  const sortable = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value);
  if (!rows.every((row) => sortable(of(row)))) {
    const msg = `there is no “${field}” to sort by`;
    throw new AppError('VALIDATION_ERROR', 'Not valid: sort.', {
      details: `${msg}. Nothing was changed.`,
      params: { fields: ['sort'] },
      errors: [{ loc: ['query', 'sort'], msg, type: 'invalid_value' }],
    });
  }
  // What is not known comes last.
  const key = (row: object) => of(row) ?? undefined;
  rows.sort((a, b) => {
    const [one, other] = [key(a), key(b)];
    if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
    if (typeof one === 'string' && typeof other === 'string') return direction * one.localeCompare(other);
    return direction * (Number(one) - Number(other));
  });
}
