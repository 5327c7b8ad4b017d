/** `POST /v1/realtime/client_secrets`: keys that live for some minutes, for clients that must not hold the real one. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Clock } from '#shared/domain/clock.ts';
import { ApiError, errorOfIssues } from './api-error.ts';
import { isModel } from './models.ts';
import { defaultSession, mergeSession } from './session-config.ts';
import { sessionPatch } from './session-schema.ts';
import type { SessionPatch } from './session-schema.ts';

const DEFAULT_SECONDS = 600;
const MAX_BODY_BYTES = 1024 * 1024;
const DEFAULT_MODEL = 'gpt-realtime-2.1';

const secretRequest = z.strictObject({
  expires_after: z.strictObject({ anchor: z.literal('created_at').optional(), seconds: z.int().min(10).max(7200).optional() }).optional(),
  session: sessionPatch.optional(),
});

export function createSecrets(clock: Clock, apiKey: string) {
  const issued = new Map<string, { expires: number; patch: SessionPatch | undefined }>();

  const issue = (json: unknown) => {
    const parsed = secretRequest.safeParse(json);
    if (!parsed.success) throw errorOfIssues(parsed.error, json);
    const { session: patch, expires_after: after } = parsed.data;
    const model = patch?.model ?? DEFAULT_MODEL;
    if (!isModel(model)) throw new ApiError('model_not_found', `The model '${model}' does not exist.`, 'session.model');
    const now = clock.wallTime();
    const expires = Math.floor(now / 1000) + (after?.seconds ?? DEFAULT_SECONDS);
    const session = mergeSession(defaultSession(model, expires), patch ?? { type: 'realtime' }, false);
    for (const [old, { expires: end }] of issued) if (end * 1000 < now) issued.delete(old);
    const value = `ek_${randomBytes(16).toString('hex')}`;
    issued.set(value, { expires, patch });
    return { value, expires_at: expires, session };
  };

  return {
    /** Whether a key may open a session now. */
    accepts(key: string): boolean {
      if (sameText(key, apiKey)) return true;
      const secret = issued.get(key);
      return secret !== undefined && clock.wallTime() < secret.expires * 1000;
    },

    /** The session that was asked for together with a secret. */
    sessionOf: (key: string): SessionPatch | undefined => issued.get(key)?.patch,

    async handle(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
      const path = new URL(request.url ?? '/', 'http://sandbox').pathname;
      try {
        if (path === '/v1/realtime') throw new ApiError('upgrade_required', 'This address speaks WebSocket.');
        if (path !== '/v1/realtime/client_secrets')
          return { status: 404, body: { error: new ApiError('not_found', `Unknown address ${path}.`).body } };
        if (request.method !== 'POST') return { status: 405, body: { error: new ApiError('method_not_allowed', 'Use POST.').body } };
        if (!sameText(/^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '', apiKey)) {
          return { status: 401, body: { error: new ApiError('invalid_api_key', 'Incorrect API key provided.').body } };
        }
        return { status: 200, body: issue(await readJson(request)) };
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return { status: error.body.code === 'upgrade_required' ? 426 : 400, body: { error: error.body } };
      }
    },
  };
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new ApiError('request_too_large', 'The request is too large.');
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ApiError('invalid_json', 'The body is not valid JSON.');
  }
}
