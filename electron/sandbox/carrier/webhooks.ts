/** Signed requests from the carrier to our server. */
import { randomUUID } from 'node:crypto';
import { sign } from './signature.ts';
import type { Form } from './wire.ts';

export type Target = { url: string; method: 'GET' | 'POST' };

export type WebhookReply =
  | { reached: true; ok: boolean; status: number; type: string; body: string }
  | { reached: false; reason: string; timedOut: boolean };

export type Webhooks = {
  /** Never rejects. A connection that fails outright is tried once more with the same idempotency token. */
  request(target: Target, params: Form, token?: string): Promise<WebhookReply>;
  /** Gets a file, for `<Play>`. */
  download(url: string): Promise<Uint8Array>;
  close(): void;
};

/** @param timeoutMs real time: the server that answers does not run on the carrier's clock. */
export function createWebhooks(authToken: string, timeoutMs: number): Webhooks {
  const closing = new AbortController();

  const attempt = async (target: Target, params: Form, token: string): Promise<WebhookReply> => {
    const post = target.method === 'POST';
    // A fragment carries settings of the connection: it is neither sent nor signed.
    const [address = ''] = target.url.split('#');
    const url = post ? address : withQuery(address, params);
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const { href, authorization } = splitCredentials(url);
      const response = await fetch(href, {
        method: target.method,
        headers: {
          'X-Twilio-Signature': sign(authToken, url, post ? params : {}),
          'I-Twilio-Idempotency-Token': token,
          'User-Agent': 'TwilioProxy/1.1',
          Accept: '*/*',
          ...(post ? { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' } : {}),
          ...(authorization ? { Authorization: authorization } : {}),
        },
        ...(post ? { body: new URLSearchParams(params).toString() } : {}),
        signal: AbortSignal.any([timeout, closing.signal]),
      });
      const body = await response.text();
      return { reached: true, ok: response.ok, status: response.status, type: response.headers.get('content-type') ?? '', body };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return { reached: false, reason: timeout.aborted ? `no answer within ${timeoutMs} ms` : String(cause), timedOut: timeout.aborted };
    }
  };

  return {
    async request(target, params, token = randomUUID()) {
      const reply = await attempt(target, params, token);
      if (reply.reached || reply.timedOut || closing.signal.aborted) return reply;
      return attempt(target, params, token);
    },
    async download(url) {
      const response = await fetch(url, { signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), closing.signal]) });
      if (!response.ok) throw new Error(`answered with ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    },
    close: () => closing.abort(),
  };
}

/** Why a reply is of no use, or nothing when it is fine. */
export function failureOf(reply: WebhookReply): string | undefined {
  if (!reply.reached) return reply.reason;
  return reply.ok ? undefined : `answered with ${reply.status}`;
}

function withQuery(url: string, params: Form): string {
  const query = new URLSearchParams(params).toString();
  return query === '' ? url : url + (url.includes('?') ? '&' : '?') + query;
}

/** `fetch` refuses URLs with a user name; the carrier turns them into a header. */
function splitCredentials(url: string): { href: string; authorization?: string } {
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return { href: parsed.href };
  const pair = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`;
  parsed.username = '';
  parsed.password = '';
  return { href: parsed.href, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}
