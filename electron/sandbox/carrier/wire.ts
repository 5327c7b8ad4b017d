/** The carrier's small wire forms: identifiers, dates, number formats. */
import { randomBytes } from 'node:crypto';

/** Form fields as they travel in a webhook. */
export type Form = Record<string, string>;

/** A two-letter prefix and 32 hexadecimal digits. */
export function newSid(prefix: string): string {
  return prefix + randomBytes(16).toString('hex');
}

/** `Tue, 31 Aug 2010 20:36:28 +0000` */
export function rfc2822(wallMs: number): string {
  return new Date(wallMs).toUTCString().replace('GMT', '+0000');
}

export function rfc2822OrNull(wallMs: number | undefined): string | null {
  return wallMs === undefined ? null : rfc2822(wallMs);
}

/** ISO 8601 without fractions, as the v1 and v2 interfaces write it. */
export function iso8601(wallMs: number): string {
  return `${new Date(wallMs).toISOString().slice(0, 19)}Z`;
}

/** `(500) 555-0006` for North American numbers, anything else as it is. */
export function formatted(number: string): string {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number;
}

const COUNTRIES: readonly [prefix: string, iso: string][] = [
  ['+1', 'US'],
  ['+44', 'GB'],
  ['+49', 'DE'],
  ['+33', 'FR'],
  ['+61', 'AU'],
];

/** ISO country of a number, or '' when it is not one the carrier knows. */
export function countryOf(number: string): string {
  return COUNTRIES.find(([prefix]) => number.startsWith(prefix))?.[1] ?? '';
}

export const E164 = /^\+[1-9]\d{6,14}$/;
