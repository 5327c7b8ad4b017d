import { parsePhoneNumberFromString } from 'libphonenumber-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppError } from './errors.ts';
import { formatPhone, parsePhone } from './phone.ts';

const codeOf = (input: string) => {
  try {
    return parsePhone(input);
  } catch (error) {
    return (error as AppError).code;
  }
};

describe('telephone numbers', () => {
  it.each([
    ['+15005550006', '+15005550006'],
    ['15005550006', '+15005550006'],
    ['(500) 555-0001', '+15005550001'],
    ['tel:+1-500-555-0006', '+15005550006'],
    ['+1-555-123-4567', '+15551234567'],
    ['  +49 30 901820 ', '+4930901820'],
  ])('reads %j', (input, expected) => {
    expect(parsePhone(input)).toBe(expected);
  });

  it.each(['', 'abc', '+', 'call 5005550006', '+15005550006 ext 5', '1-800-FLOWERS', '5005550006; rm -rf'])('says that %j is no number', (input) => {
    expect(codeOf(input)).toBe('NUMBER_MALFORMED');
  });

  it.each(['12', '911', '+999123456', '+1 555 123', '+11234567890', '+1500555000612345678'])('says that no plan has %j', (input) => {
    expect(codeOf(input)).toBe('NUMBER_NOT_IN_PLAN');
  });

  it('reads a number without a country code in the given country', () => {
    expect(parsePhone('030 901820', 'DE')).toBe('+4930901820');
  });

  it('reads any spelling of a number as the same one, and its own output as itself', () => {
    const digit = (min: number) => fc.integer({ min, max: 9 }).map(String);
    const nanp = fc.tuple(digit(2), digit(0), digit(0), digit(2), ...Array.from({ length: 6 }, () => digit(0))).map((digits) => digits.join(''));
    const separators = fc.array(fc.constantFrom(' ', '-', '.', ' (', ') ', ''), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(nanp, separators, (number, between) => {
        const e164 = `+1${number}`;
        const written = `+1 ${[...number].map((one, index) => one + (index < 9 ? (between[index] ?? '').replace(/[()]/g, ' ') : '')).join('')}`;
        expect(parsePhone(e164)).toBe(e164);
        expect(parsePhone(written)).toBe(e164);
        expect(parsePhone(formatPhone(e164))).toBe(e164);
      }),
    );
  });

  it('answers any text with a number or one of its two errors', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'+0123456789 -()x') })), (text) => {
        expect(codeOf(text)).toMatch(/^(\+\d{4,15}|NUMBER_MALFORMED|NUMBER_NOT_IN_PLAN)$/);
      }),
    );
  });

  it('writes North American numbers as the library does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2_000_000_000, max: 9_999_999_999 }), (number) => {
        expect(formatPhone(`+1${number}`)).toBe(parsePhoneNumberFromString(`+1${number}`)?.formatInternational());
      }),
    );
  });

  it('writes numbers for people', () => {
    expect(formatPhone('+15005550006')).toBe('+1 500 555 0006');
    expect(formatPhone('anonymous')).toBe('anonymous');
  });
});
