/** Webhook signatures: base64 of HMAC-SHA1, keyed with the account's auth token, over the URL and the sorted form fields. */
import { createHmac } from 'node:crypto';
import type { Form } from './wire.ts';

export function sign(authToken: string, url: string, params: Form = {}): string {
  let data = url;
  for (const key of Object.keys(params).sort()) data += key + params[key];
  return createHmac('sha1', authToken).update(data, 'utf8').digest('base64');
}
