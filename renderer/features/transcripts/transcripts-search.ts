/** What the search over everything said asks, as it stands in the address; and the filters beside the box, which write into its text. */
import { z } from 'zod';
import { QUERY_FIELDS } from '#shared/domain/call-query.ts';

export const MAX_QUERY = 400;

export const transcriptsSearch = z.object({ q: z.string().max(MAX_QUERY).optional().catch(undefined) });
export type TranscriptsSearch = z.infer<typeof transcriptsSearch>;

/** One `field:value` in the text of the box. */
export type FieldToken = { field: string; op: string; value: string; text: string };

const TOKEN = /([a-z]+)(:|>=|<=|>|<)("[^"]*"?|\S*)/gi;

/** The fields that stand in a query, in their order; words that only look like one are left out. */
export function fieldTokens(text: string): FieldToken[] {
  return Array.from(text.matchAll(TOKEN), ([whole, field = '', op = '', value = '']) => ({
    field: field.toLowerCase(),
    op,
    value: value.replaceAll('"', ''),
    text: whole,
  })).filter(({ field, value }) => QUERY_FIELDS[field] !== undefined && value !== '');
}

/** The text without one of its parts. */
export function without(text: string, part: string): string {
  const at = text.indexOf(part);
  return at < 0 ? text : `${text.slice(0, at)} ${text.slice(at + part.length)}`.replaceAll(/\s+/g, ' ').trim();
}

/** The text with a field set to a value, wherever it stood before; `undefined` takes it out. */
export function withField(text: string, field: string, value: string | undefined): string {
  const rest = fieldTokens(text)
    .filter((one) => one.field === field)
    .reduce((left, one) => without(left, one.text), text.trim());
  if (value === undefined || value === '') return rest;
  const written = /[\s:<>]/.test(value) ? `"${value}"` : value;
  return `${rest} ${field}:${written}`.trim();
}

/** What a field is set to; the last one counts, as it does in the search. */
export function valueOf(text: string, field: string): string | undefined {
  return fieldTokens(text).findLast((one) => one.field === field)?.value;
}
