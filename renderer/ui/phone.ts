/** Telephone numbers as people type, paste and read them. */
import parsePhoneNumber, { AsYouType, type CountryCode } from 'libphonenumber-js';
import { parsePhone } from '#shared/domain/phone.ts';

export type TypedNumber =
  | { status: 'empty' }
  /** So far it could become a number. */
  | { status: 'partial'; pretty: string; country: CountryCode | undefined }
  | { status: 'malformed'; pretty: string }
  /** `inPlan`: its country's numbering plan has such a number. */
  | { status: 'complete'; e164: string; pretty: string; country: CountryCode | undefined; inPlan: boolean };

const DEFAULT_COUNTRY: CountryCode = 'US';

/** Keeps what belongs to a number out of anything that was pasted: `tel:` links, brackets, words around it. */
export function cleanPasted(text: string): string {
  const found = /\+?[\d\s().\-/·•\u00a0]{3,}/.exec(text.replace(/^tel:/i, ''));
  const digits = (found?.[0] ?? text).replace(/[^\d+]/g, '');
  const number = parsePhoneNumber(digits, DEFAULT_COUNTRY);
  return number?.isPossible() ? number.number : digits;
}

/** What a typed number is worth. Letters and odd signs make it malformed; spaces, brackets and dashes do not. */
export function readNumber(text: string): TypedNumber {
  const trimmed = text.trim();
  if (!trimmed) return { status: 'empty' };
  if (!/^\+?[\d\s().\-/]+$/.test(trimmed) || trimmed.replace(/\D/g, '').length > 15) return { status: 'malformed', pretty: trimmed };
  const formatter = new AsYouType(DEFAULT_COUNTRY);
  const pretty = formatter.input(trimmed);
  const number = parsePhoneNumber(trimmed, DEFAULT_COUNTRY);
  if (!number?.isPossible()) return { status: 'partial', pretty, country: formatter.getCountry() };
  return { status: 'complete', e164: number.number, pretty: number.formatInternational(), country: number.country, inPlan: isInPlan(trimmed) };
}

/** The core's own rule, so that the console never refuses what the core would dial. */
function isInPlan(text: string): boolean {
  try {
    parsePhone(text, DEFAULT_COUNTRY);
    return true;
  } catch {
    return false;
  }
}

const names = new Intl.DisplayNames(undefined, { type: 'region' });

export function countryName(country: CountryCode | undefined): string | undefined {
  return country && names.of(country);
}
