/** Telephone numbers: any spelling in, E.164 stored, a readable form out. */
import { type CountryCode, ParseError, parsePhoneNumberFromString, parsePhoneNumberWithError } from 'libphonenumber-js';
import { AppError } from './errors.ts';

/**
 * North American numbers: the area code begins with 2 to 9. The exchange is not checked, so that fictional numbers, the carriers' test numbers
 * and those of the documented examples pass.
 */
const NANP = /^\+1[2-9]\d{9}$/;

function malformed(input: string): AppError {
  return new AppError('NUMBER_MALFORMED', `“${shown(input)}” is not a telephone number.`, {
    details: 'Nothing was dialled. Write the number with its country code, such as +1 500 555 0006.',
    params: { number: shown(input) },
  });
}

function notInPlan(input: string, why: string): AppError {
  return new AppError('NUMBER_NOT_IN_PLAN', `No telephone network has the number “${shown(input)}”: ${why}.`, {
    details: 'Nothing was dialled. Check the country code and count the digits.',
    params: { number: shown(input) },
  });
}

function shown(input: string): string {
  const text = input.replace(/\s+/g, ' ').trim();
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

const PLAN_REASONS: Record<string, string> = {
  INVALID_COUNTRY: 'there is no such country code',
  TOO_SHORT: 'it is too short',
  TOO_LONG: 'it is too long',
};

/**
 * Reads a number in any usual spelling (spaces, dashes, brackets, `tel:`, with or without `+` and country code).
 * @param defaultCountry whose plan a number without a country code belongs to.
 * @returns E.164, such as `+15005550006`.
 * @throws AppError NUMBER_MALFORMED when it is no telephone number at all, NUMBER_NOT_IN_PLAN when no numbering plan can hold it.
 */
export function parsePhone(input: string, defaultCountry: CountryCode = 'US'): string {
  const text = input.trim().replace(/^tel:/i, '');
  let parsed;
  try {
    parsed = parsePhoneNumberWithError(text, { defaultCountry, extract: false });
  } catch (error) {
    const why = error instanceof ParseError ? PLAN_REASONS[error.message] : undefined;
    throw why && /\d/.test(text) ? notInPlan(input, why) : malformed(input);
  }
  if (parsed.ext) {
    throw new AppError('NUMBER_MALFORMED', `“${shown(input)}” has an extension, which cannot be dialled.`, {
      details: 'Nothing was dialled. Leave the extension out and send its digits when the call is answered.',
      params: { number: shown(input) },
    });
  }
  const number: string = parsed.number;
  if (!parsed.isPossible()) throw notInPlan(input, 'it has too few or too many digits for its country');
  if (number.startsWith('+1') && !NANP.test(number)) throw notInPlan(input, 'no North American area code begins with this digit');
  return number;
}

/** The international spelling for people, such as `+1 500 555 0006`; what is no number stays as it is. */
export function formatPhone(e164: string): string {
  // Lists write thousands of these; the library comes to the same by looking through the plans of all countries with this code.
  if (NANP.test(e164)) return `+1 ${e164.slice(2, 5)} ${e164.slice(5, 8)} ${e164.slice(8)}`;
  return parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
}

/** The dashed spelling that call logs use for North American numbers, such as `+1-555-987-6543`; others stay E.164. */
export function formatDashed(e164: string): string {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  return parts ? `+1-${parts[1]}-${parts[2]}-${parts[3]}` : e164;
}

/** The digits of a number without its country code, as people of its country say it: `5005550006` of `+15005550006`. */
export function nationalDigits(e164: string): string {
  return parsePhoneNumberFromString(e164)?.nationalNumber ?? e164.replaceAll(/\D/g, '');
}
