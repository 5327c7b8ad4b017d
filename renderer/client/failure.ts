/** Any error as four things a person needs: what failed, what is safe and what to do, and a code. */
import { ApiFailure } from '#shared/contract/client.ts';

type Failure = { message: string; details: string; code: string; requestId: string | undefined; fields: Readonly<Record<string, string>> };

const NO_CONNECTION = {
  message: 'The console could not reach the call centre.',
  details:
    'What you wanted to change was probably not changed: look when the connection is back, then try again. If it stays away, check that Trunkline is still running.',
  code: 'OFFLINE',
};

/** A part of the console that the hub no longer has, or that it was asked for while away. What was loaded wrongly once stays so until a reload. */
export function isPartMissing(error: unknown): boolean {
  return error instanceof Error && /preload CSS|dynamically imported module|importing a module script/i.test(error.message);
}

const PART_MISSING = {
  message: 'This screen could not be loaded.',
  details: 'Your calls go on. The hub was away, or was renewed since this window was opened: reload the window.',
  code: 'SCREEN_NOT_LOADED',
};

export function describeFailure(error: unknown): Failure {
  if (error instanceof ApiFailure && error.code === NO_CONNECTION.code) return { ...NO_CONNECTION, requestId: undefined, fields: {} };
  if (error instanceof ApiFailure) {
    const fields = Object.fromEntries((error.errors ?? []).map((one) => [one.loc.filter((part) => part !== 'body').join('.'), one.msg]));
    return { message: error.message, details: error.details ?? '', code: error.code, requestId: error.request_id, fields };
  }
  if (isPartMissing(error)) return { ...PART_MISSING, requestId: undefined, fields: {} };
  if (error instanceof TypeError && /fetch|connection|network/i.test(error.message)) return { ...NO_CONNECTION, requestId: undefined, fields: {} };
  const message = error instanceof Error ? error.message : String(error);
  return { message, details: 'Your calls go on. Reload the window if it does not recover.', code: 'CONSOLE_ERROR', requestId: undefined, fields: {} };
}
