/** The program's log: one JSON line each on stderr, so that stdout stays for what a program was asked to print. */
import { destination, type DestinationStream, pino } from 'pino';
import type { Log } from '#core/ports/host.ts';

/** Never logged, wherever they stand in the first three levels of a line. */
const SECRET_FIELDS = [
  'password',
  'passphrase',
  'secret',
  'token',
  'access_token',
  'refresh_token',
  'ticket',
  'apiKey',
  'api_key',
  'authToken',
  'authorization',
  'cookie',
  '["set-cookie"]',
  '["x-csrf-token"]',
  '["x-twilio-signature"]',
];

/** Personal data stands only under this name. */
const PERSONAL_FIELD = 'pii';

const anywhere = (field: string) => {
  const tail = field.startsWith('[') ? field : `.${field}`;
  return [field, `*${tail}`, `*.*${tail}`];
};

export type LogOptions = {
  /** Default: TRUNKLINE_LOG_LEVEL, else `info`. */
  level?: string;
  /** Where lines go instead of stderr. */
  to?: DestinationStream;
};

const LEVELS = new Set(['debug', 'info', 'warn', 'error', 'silent']);

export function createLog({ level = process.env.TRUNKLINE_LOG_LEVEL ?? 'info', to }: LogOptions = {}): Log {
  return pino(
    {
      level: LEVELS.has(level) ? level : 'info',
      base: undefined,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: [...SECRET_FIELDS, PERSONAL_FIELD].flatMap(anywhere), censor: '[hidden]' },
    },
    // Synchronous: the last lines before a crash are the ones that matter.
    to ?? destination({ dest: 2, sync: true }),
  );
}
