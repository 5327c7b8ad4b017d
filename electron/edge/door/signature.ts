/** Checks that a request comes from the carrier: its signature covers the public address and every field. */
// Not from the package's root, which loads its whole REST client: 0.3 s and 23 MB.
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';

export function isSigned(authToken: string, signature: string | undefined, url: string, fields: Record<string, string | string[]>): boolean {
  return signature !== undefined && validateRequest(authToken, signature, url, fields);
}

/** A media socket's signature covers the `wss:` address of the TwiML; some carriers sign it with a slash at the end. */
export function isSignedSocket(authToken: string, signature: string, url: string): boolean {
  return [url, `${url}/`].some((variant) => validateRequest(authToken, signature, variant, {}));
}
