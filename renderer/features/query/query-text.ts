/** The text of a search box as the fields that stand in it, and the ways to change one and leave the rest. */
import { QUERY_FIELDS } from '#shared/domain/call-query.ts';

/** One `field:value` in the text of the box. */
type FieldToken = { field: string; op: string; value: string; text: string };

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

/** The text with a field at its end, whose value is typed next. */
export function withFieldBegun(text: string, field: string): string {
  return `${text.trim()} ${field}${field === 'dur' ? '>' : ':'}`.trim();
}
