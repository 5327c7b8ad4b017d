/** Pieces that every part of the contract uses. Field names are snake_case; instants are ISO 8601 in UTC. */
import { z } from 'zod';

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
