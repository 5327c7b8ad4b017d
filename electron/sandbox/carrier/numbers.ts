/** Numbers: those that the account owns, and those it could buy. All are from ranges that are kept free for fiction or tests. */
import { type Form, newSid } from './wire.ts';

export type OwnedNumber = {
  sid: string;
  number: string;
  createdAt: number;
  updatedAt: number;
  /** Settings by the names of the REST parameters: FriendlyName, VoiceUrl, StatusCallback … */
  settings: Form;
};

export type NumberKind = 'Local' | 'TollFree' | 'Mobile' | 'National';

export type Offer = { number: string; iso: string; region: string; locality: string; kind: NumberKind };

type Range = { kind: NumberKind; prefix: string; digits: number; region: string; locality: string };

const AREAS: readonly [code: string, region: string, locality: string][] = [
  ['202', 'DC', 'Washington'],
  ['212', 'NY', 'New York'],
  ['312', 'IL', 'Chicago'],
  ['415', 'CA', 'San Francisco'],
  ['500', 'US', ''],
  ['617', 'MA', 'Boston'],
  ['737', 'TX', 'Austin'],
];

const RANGES: Readonly<Record<string, readonly Range[]>> = {
  US: [
    ...AREAS.map(([code, region, locality]): Range => ({ kind: 'Local', prefix: `+1${code}55501`, digits: 2, region, locality })),
    { kind: 'TollFree', prefix: '+180055501', digits: 2, region: '', locality: '' },
  ],
  CA: [{ kind: 'Local', prefix: '+141655501', digits: 2, region: 'ON', locality: 'Toronto' }],
  GB: [
    { kind: 'Local', prefix: '+442079460', digits: 3, region: 'London', locality: 'London' },
    { kind: 'Mobile', prefix: '+447700900', digits: 3, region: '', locality: '' },
  ],
  AU: [{ kind: 'Local', prefix: '+6125550', digits: 4, region: 'NSW', locality: 'Sydney' }],
  DE: [{ kind: 'Local', prefix: '+493023125', digits: 3, region: 'Berlin', locality: 'Berlin' }],
  FR: [{ kind: 'Local', prefix: '+33199', digits: 6, region: '', locality: 'Paris' }],
};

const PRICES: Readonly<Record<string, { country: string; prices: [type: string, price: string][] }>> = {
  US: {
    country: 'United States',
    prices: [
      ['local', '1.15'],
      ['toll free', '2.15'],
    ],
  },
  CA: { country: 'Canada', prices: [['local', '1.15']] },
  GB: {
    country: 'United Kingdom',
    prices: [
      ['local', '1.15'],
      ['mobile', '1.15'],
    ],
  },
  AU: { country: 'Australia', prices: [['local', '3.00']] },
  DE: { country: 'Germany', prices: [['local', '1.15']] },
  FR: { country: 'France', prices: [['local', '1.15']] },
};

export const COUNTRIES: readonly string[] = Object.keys(PRICES);

export function priceListOf(iso: string): { country: string; prices: [type: string, price: string][] } | undefined {
  return Object.hasOwn(PRICES, iso) ? PRICES[iso] : undefined;
}

export type Search = { areaCode?: string; contains?: string; region?: string; locality?: string };

/** @returns nothing when the carrier sells no numbers of that kind there. */
export function offers(iso: string, kind: string, search: Search, count: number, taken: ReadonlySet<string>): Offer[] | undefined {
  const ranges = (Object.hasOwn(RANGES, iso) ? RANGES[iso] : undefined)?.filter((range) => range.kind === kind);
  if (!ranges || ranges.length === 0) return undefined;
  const pattern = search.contains === undefined ? undefined : containsPattern(search.contains);
  const found: Offer[] = [];
  for (const { prefix, digits, region, locality, kind: of } of ranges) {
    if (search.areaCode !== undefined && !prefix.startsWith(`+1${search.areaCode}`)) continue;
    if (search.region !== undefined && search.region.toLowerCase() !== region.toLowerCase()) continue;
    if (search.locality !== undefined && search.locality.toLowerCase() !== locality.toLowerCase()) continue;
    for (let i = 0; i < 10 ** Math.min(digits, 3) && found.length < count; i++) {
      const number = prefix + String(i).padStart(digits, '0');
      if (!taken.has(number) && (!pattern || pattern.test(number))) found.push({ number, iso, region, locality, kind: of });
    }
  }
  return found;
}

/** Is this a number that the carrier could sell? */
export function offered(number: string): boolean {
  return Object.values(RANGES).some((ranges) =>
    ranges.some(({ prefix, digits }) => number.startsWith(prefix) && number.length === prefix.length + digits),
  );
}

/** `*` is one digit, `%` any number of them, `+` at the start and `$` at the end anchor; letters stand for their keys. */
export function containsPattern(contains: string): RegExp {
  const keys = ['abc', 'def', 'ghi', 'jkl', 'mno', 'pqrs', 'tuv', 'wxyz'];
  let pattern = '';
  for (const char of contains.toLowerCase()) {
    const key = keys.findIndex((letters) => letters.includes(char));
    if (/\d/.test(char)) pattern += char;
    else if (char === '*') pattern += '\\d';
    else if (char === '%') pattern += '\\d*';
    else if (char === '+') pattern += '^\\+';
    else if (char === '$') pattern += '$';
    else if (key >= 0) pattern += String(key + 2);
  }
  return new RegExp(pattern);
}

export function ownNumber(number: string, at: number, settings: Form = {}): OwnedNumber {
  return { sid: newSid('PN'), number, createdAt: at, updatedAt: at, settings };
}
