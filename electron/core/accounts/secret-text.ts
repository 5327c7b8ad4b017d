/** Random secrets that people and programs carry, and the hashes that are kept of them. */
import { createHash, randomBytes } from 'node:crypto';

/** A new secret of 256 bits behind a prefix that says what it is. */
export function newSecret(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

/** SHA-256 in hex: enough for secrets of full entropy, and it can be looked up. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
