/** The carrier's refusals: what they mean for people, and whether a call may exist in spite of them. */
import { CarrierError, type CarrierRefusal } from '#core/ports/carrier.ts';

/** Error code → what it means and what to do. Source: twilio.com/docs/api/errors. */
const MEANINGS: Readonly<Record<number, string>> = {
  10001: 'The carrier account is not active. Look at it in the carrier’s console.',
  10004: 'The account has as many calls at once as it may. Wait for one to end.',
  20003: 'The carrier does not accept the account’s credentials. Check them in Settings.',
  20008: 'The carrier’s test credentials cannot do this. Use the live ones.',
  20404: 'The carrier does not know this.',
  20429: 'The carrier gets too many requests at once. Try again in a moment.',
  21201: 'The carrier was given no number to call.',
  21205: 'The carrier cannot use the address of this program. Check the public address in Settings.',
  21210: 'The caller number is neither owned nor verified at the carrier. Choose another caller number.',
  21211: 'The carrier does not accept the number as a telephone number.',
  21212: 'The caller number is not valid. Choose another one.',
  21213: 'The carrier was given no caller number.',
  21214: 'The carrier cannot reach this number.',
  21215: 'The account may not call this country. Allow it in the carrier’s geographic permissions.',
  21216: 'The carrier does not allow calls to this number.',
  21217: 'The number does not appear to exist.',
  21218: 'The carrier’s application is not valid. Check it in Settings.',
  21219: 'A trial account may only call verified numbers. Verify the number at the carrier, or upgrade.',
  21220: 'The call is not in a state in which this can be done.',
  21608: 'A trial account may only call verified numbers. Verify the number at the carrier, or upgrade.',
};

/** The carrier was never reached: nothing can have been placed. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'CERT_HAS_EXPIRED', 'ERR_INVALID_URL']);

type Answered = { status: number; code?: number | undefined; message: string };

/** The carrier's answer behind an error of its client; undefined: there was no answer. */
export function answerOf(error: unknown): Answered | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  const code = 'code' in error && typeof error.code === 'number' ? error.code : undefined;
  return { status: error.status, code, message: error.message };
}

/**
 * An error of the official client as a refusal that says whether a call may exist now. The client's own error is left behind: it carries the
 * whole request, the account's credentials among it.
 */
export function toCarrierError(error: unknown): CarrierError {
  return new CarrierError(refusalOf(error), error instanceof Error ? new Error(error.message) : undefined);
}

function refusalOf(error: unknown): CarrierRefusal {
  const answer = answerOf(error);
  if (answer && answer.status >= 400 && answer.status < 500) {
    const message = (answer.code !== undefined && MEANINGS[answer.code]) || `The carrier refused: ${answer.message}`;
    return { placed: 'no', code: String(answer.code ?? answer.status), message };
  }
  if (answer) {
    return {
      placed: 'unknown',
      code: String(answer.code ?? answer.status),
      message: 'The carrier had an error of its own and did not say whether it took the request.',
    };
  }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'NO_ANSWER';
  if (NOT_SENT.has(code)) return { placed: 'no', code, message: 'The carrier cannot be reached. Check the network connection.' };
  return { placed: 'unknown', code, message: 'The carrier did not answer in time.' };
}
