/** Identifiers in the shapes of the realtime protocol. */
import { randomBytes } from 'node:crypto';

export type IdPrefix = 'event' | 'sess' | 'conv' | 'item' | 'resp' | 'call';

export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomBytes(12).toString('base64url')}`;
}
