/**
 * The query language of the search box: `from:+1555 scenario:sales dur>60 said:"call me back" after:2026-03-01`.
 * Words without a field are looked for in what was said. Quotation marks keep a phrase together, a trailing `*` finds beginnings of words.
 */
import { CALL_STATES, type CallState } from './call-state.ts';

export type Comparison = { op: '>' | '<' | '>=' | '<='; seconds: number };

export type CallQuery = {
  /** Free words and `said:` phrases, in their order; all must be said in the call. */
  said: string[];
  speaker?: 'customer' | 'agent';
  /** Parts of numbers, digits and a leading plus only. */
  from?: string;
  to?: string;
  /** Part of a scenario's id or name. */
  scenario?: string;
  state?: CallState;
  direction?: 'inbound' | 'outbound';
  disposition?: string;
  durations: Comparison[];
  /** Calendar days, `YYYY-MM-DD`, both inclusive. */
  after?: string;
  before?: string;
  has: ('recording' | 'risk' | 'notes' | 'interruption' | 'unintelligible')[];
};

/** A part of the query that means nothing: what stands there, and what would. */
export type QueryProblem = { text: string; message: string };

export type ParsedQuery = { query: CallQuery; problems: QueryProblem[] };

const HAS = ['recording', 'risk', 'notes', 'interruption', 'unintelligible'] as const;

/** Field → what it is for, for the help of the search box. */
export const QUERY_FIELDS: Readonly<Record<string, string>> = {
  from: 'the calling number, or a part of it',
  to: 'the called number, or a part of it',
  scenario: 'a scenario’s name or id',
  said: 'words or a "phrase" that somebody said',
  speaker: 'customer or agent: who said it',
  state: 'how the call stands or ended, such as completed',
  direction: 'inbound or outbound',
  disposition: 'the outcome that was chosen',
  dur: 'duration, such as dur>60 or dur<2m',
  after: 'on this day or later, such as after:2026-03-01',
  before: 'on this day or earlier',
  has: HAS.join(', '),
};

const TOKEN = /([a-z]+)(:|>=|<=|>|<)("(?:[^"]*)"?|\S*)|"([^"]*)"?|(\S+)/gi;

/** Never throws: what it does not understand is a problem, and the rest still searches. */
export function parseCallQuery(text: string): ParsedQuery {
  const query: CallQuery = { said: [], durations: [], has: [] };
  const problems: QueryProblem[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [whole, field, op, rawValue, phrase, word] = match;
    if (field === undefined || op === undefined) {
      const said = (phrase ?? word ?? '').replaceAll('"', '').trim();
      if (said) query.said.push(said);
      continue;
    }
    const value = (rawValue ?? '').replaceAll('"', '').trim();
    const name = field.toLowerCase();
    const known = op === ':' || name === 'dur';
    if (!known || QUERY_FIELDS[name] === undefined) {
      // A time such as 10:30 or a URL is a word, not a field.
      if (QUERY_FIELDS[name] === undefined && op === ':') problems.push({ text: whole, message: `There is no field ${name}.` });
      else if (QUERY_FIELDS[name] !== undefined) problems.push({ text: whole, message: `Write ${name}:value.` });
      else query.said.push(whole.replaceAll('"', ''));
      continue;
    }
    const problem = value === '' ? `${name} needs a value: ${QUERY_FIELDS[name]}.` : apply(query, name, op, value);
    if (problem) problems.push({ text: whole, message: problem });
  }
  return { query, problems };
}

/** Puts one field into the query, or says why it cannot. */
function apply(query: CallQuery, name: string, op: string, value: string): string | undefined {
  switch (name) {
    case 'from':
    case 'to': {
      const digits = value.replace(/[^\d+]/g, '');
      if (!/\d/.test(digits)) return `${name} needs digits of a number.`;
      query[name] = digits;
      return undefined;
    }
    case 'scenario':
      query.scenario = value;
      return undefined;
    case 'said':
      query.said.push(value);
      return undefined;
    case 'speaker':
      return oneOf(value, ['customer', 'agent'], (found) => (query.speaker = found));
    case 'state':
      return oneOf(value.replaceAll('-', '_'), CALL_STATES, (found) => (query.state = found));
    case 'direction':
      return oneOf(value, ['inbound', 'outbound'], (found) => (query.direction = found));
    case 'disposition':
      query.disposition = value.toLowerCase().replaceAll('-', '_');
      return undefined;
    case 'has':
      return oneOf(value, HAS, (found) => query.has.push(found));
    case 'after':
    case 'before': {
      if (!isDay(value)) return `${name} needs a day such as 2026-03-01.`;
      query[name] = value;
      return undefined;
    }
    default:
      return applyDuration(query, op, value);
  }
}

function applyDuration(query: CallQuery, op: string, value: string): string | undefined {
  const match = /^(>=|<=|>|<)?\s*(\d+(?:\.\d+)?)\s*(s|m|h)?$/.exec(value.toLowerCase());
  const sign = (op === ':' ? match?.[1] : op) as Comparison['op'] | undefined;
  if (!match || !sign) return 'Write a duration as dur>60, dur<2m or dur>=1h.';
  const unit = { s: 1, m: 60, h: 3600 }[match[3] ?? 's'] ?? 1;
  query.durations.push({ op: sign, seconds: Number(match[2]) * unit });
  return undefined;
}

function oneOf<T extends string>(value: string, allowed: readonly T[], take: (found: T) => void): string | undefined {
  const found = allowed.find((one) => one === value.toLowerCase());
  if (!found) return `It is one of: ${allowed.join(', ')}.`;
  take(found);
  return undefined;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** The text that parses to this query: what a saved view shows in the box. */
export function formatCallQuery(query: CallQuery): string {
  const quoted = (value: string) => (/\s|[:<>]/.test(value) ? `"${value}"` : value);
  const parts = (['from', 'to', 'scenario', 'speaker', 'state', 'direction', 'disposition', 'after', 'before'] as const).flatMap((field) => {
    const value = query[field];
    return value === undefined ? [] : [`${field}:${quoted(value)}`];
  });
  return [
    ...parts,
    ...query.durations.map((one) => `dur${one.op}${one.seconds}`),
    ...query.has.map((one) => `has:${one}`),
    ...query.said.map((phrase) => `said:${quoted(phrase)}`),
  ].join(' ');
}
