/** The carrier's webhooks: signed form posts, each acted on once, whatever the number of its deliveries. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isSigned } from './signature.ts';
import { Recent } from './recent.ts';

export type Answer = { status: number; type: string; body: string };
export type WebhookKind = 'voice' | 'status' | 'amd';

export type WebhookDesk = {
  authToken(): string;
  publicUrl(): string;
  /** The answer to the voice webhook, or undefined when there is no such call. */
  voice(callId: string, callSid: string): string | undefined;
  knows(callId: string): boolean;
  notify(kind: 'status' | 'amd', callId: string, fields: Record<string, string>): void;
  refused(what: string, detail: string): void;
};

const MAX_BODY_BYTES = 64 * 1024;
const REMEMBERED = 10_000;
const ROUTE = /^\/carrier\/(voice|status|amd)\/([A-Za-z0-9_-]{1,80})$/;

const plain = (status: number, body = ''): Answer => ({ status, type: 'text/plain', body });

export class Webhooks {
  private readonly desk: WebhookDesk;
  private readonly answers = new Recent<Answer>(REMEMBERED);

  constructor(desk: WebhookDesk) {
    this.desk = desk;
  }

  /** @returns undefined for a path that is none of these. */
  async answer(request: IncomingMessage): Promise<Answer | undefined> {
    const url = request.url ?? '';
    const route = ROUTE.exec(url.split('?', 1)[0] ?? '');
    if (!route || request.method !== 'POST') return undefined;
    const [, kind = '', callId = ''] = route;
    const body = await readBody(request);
    if (body === undefined) {
      this.desk.refused('webhook', `${kind} webhook: the body is larger than ${MAX_BODY_BYTES} bytes`);
      return plain(413, 'Too large.');
    }
    const form = new URLSearchParams(body);
    const fields = readFields(form);
    const signature = header(request, 'x-twilio-signature');
    if (!isSigned(this.desk.authToken(), signature, this.desk.publicUrl() + url, fields)) {
      this.desk.refused('webhook', `${kind} webhook of call ${callId}: the signature is ${signature === undefined ? 'missing' : 'wrong'}`);
      return plain(403, 'The signature is not valid.');
    }
    if (!this.desk.knows(callId)) {
      this.desk.refused('webhook', `${kind} webhook: there is no call ${callId}`);
      return plain(404, 'There is no such call.');
    }
    const content = createHash('sha256').update(`${url}\n${body}`).digest('base64url');
    const token = header(request, 'i-twilio-idempotency-token');
    const known = this.answers.get(content) ?? (token === undefined ? undefined : this.answers.get(`${url} ${token}`));
    if (known) return known;
    const answer = this.act(kind as WebhookKind, callId, form);
    this.answers.set(content, answer);
    if (token !== undefined) this.answers.set(`${url} ${token}`, answer);
    return answer;
  }

  private act(kind: WebhookKind, callId: string, form: URLSearchParams): Answer {
    if (kind === 'voice') {
      const twiml = this.desk.voice(callId, form.get('CallSid') ?? '');
      return twiml === undefined ? plain(404, 'There is no such call.') : { status: 200, type: 'text/xml', body: twiml };
    }
    this.desk.notify(kind, callId, Object.fromEntries(form));
    return plain(204);
  }
}

function readFields(form: URLSearchParams): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name);
    fields[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return fields;
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
