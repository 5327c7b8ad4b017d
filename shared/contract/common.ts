/** Pieces that every part of the contract uses. Field names are snake_case; instants are ISO 8601 in UTC. */
import { z } from 'zod';
import { AppError } from '#shared/domain/errors.ts';

export const instant = z.iso.datetime({ offset: true });

export const pageQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** More than there are rows in any list that is kept short by what it lists. */
const WHOLE_LIST = 5000;

/** What is asked of a short list: all of it unless less is; `q` is looked for in the texts of its rows, `sort` names a field, with a minus for falling. */
export const listQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(WHOLE_LIST).default(WHOLE_LIST),
  q: z.string().trim().max(200).optional(),
  sort: z
    .string()
    .regex(/^-?[a-z_]{1,40}$/)
    .optional(),
});

/** A field, or with a minus the same in falling order. */
export type Sort<Field extends string> = Field | `-${Field}`;

/** What is asked of a list that can be long: a page of it, of rows in whose texts `q` stands, sorted by one of these fields. */
export function sortedQuery<const Field extends string>(...fields: [Field, ...Field[]]) {
  const falling = fields.map((field): Sort<Field> => `-${field}`);
  return pageQuery.extend({ q: listQuery.shape.q, sort: z.enum([...fields, ...falling] as [Sort<Field>, ...Sort<Field>[]]).optional() });
}

/** The field that a `sort` names, and whether it falls. */
export function readSort<Field extends string>(sort: Sort<Field>): { by: Field; descending: boolean } {
  const descending = sort.startsWith('-');
  return { by: (descending ? sort.slice(1) : sort) as Field, descending };
}

/** The parameters of a path with ids in it. */
export function idParams<const Name extends string>(...names: Name[]) {
  return z.object(Object.fromEntries(names.map((name) => [name, z.string().min(1).max(80)])) as Record<Name, z.ZodString>);
}

/** The answer of a deed that has nothing to tell. */
export const done = z.object({ success: z.literal(true) });

/** The one envelope of paged lists. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    total: z.number().int(),
    page: z.number().int(),
    limit: z.number().int(),
    total_pages: z.number().int(),
  });
}

export type Page<T> = { items: T[]; total: number; page: number; limit: number; total_pages: number };

/** Wraps one page of rows. */
export function toPage<T>(items: T[], total: number, page: number, limit: number): Page<T> {
  return { items, total, page, limit, total_pages: Math.ceil(total / limit) };
}

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

/** The error answer of `/api/v1`: `detail` is an object there, a sentence on the other mounts. */
export const apiError = z.object({
  success: z.literal(false),
  error: z.string(),
  detail: z.object({ code: z.string(), message: z.string(), params: z.record(z.string(), z.unknown()) }),
  status_code: z.number().int(),
  message: z.string(),
  details: z.string(),
  code: z.string(),
  params: z.record(z.string(), z.unknown()),
  errors: z.array(z.object({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string(), type: z.string() })).optional(),
  request_id: z.string(),
});
export type ApiError = z.infer<typeof apiError>;
