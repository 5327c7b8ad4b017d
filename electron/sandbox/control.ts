/**
 * The control plane of the sandbox carrier: who answers, who calls, which keys are pressed, and the truth about what was heard.
 * It is no part of the wire that the carrier imitates; requests carry the control token in `x-sandbox-token`.
 */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Call } from './carrier/call.ts';
import type { Carrier } from './carrier/context.ts';
import { placeInbound } from './carrier/inbound.ts';
import type { CalleeDirectory } from './lines.ts';
import type { LineArrangement } from './types.ts';

const CONTROL_HEADER = 'x-sandbox-token';

const KEY_GAP_MS = 200;
const MAX_AUDIO_CHARS = 64 * 1024 * 1024;

const ms = z.number().min(0).finite();
const number = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be an E.164 number');

const faults = z.strictObject({
  mediaStall: z.strictObject({ atMs: ms, forMs: ms }).optional(),
  mediaJitterMs: ms.optional(),
  mediaLossPercent: z.number().min(0).max(100).optional(),
  mediaDropAtMs: ms.optional(),
  modelDropAtMs: ms.optional(),
  modelSlowFirstByteMs: ms.optional(),
  modelRefuse429: z.number().int().min(0).optional(),
  modelServerErrors: z.number().int().min(0).optional(),
  restErrors: z.strictObject({ status: z.literal([429, 500, 503]), times: z.number().int().min(1) }).optional(),
  duplicateCallbacks: z.boolean().optional(),
  reorderCallbacks: z.boolean().optional(),
});

const arrangement: z.ZodType<LineArrangement> = z
  .strictObject({
    number: number.optional(),
    match: z.string().min(4).optional(),
    persona: z.string().optional(),
    audio: z.base64().max(MAX_AUDIO_CHARS).optional(),
    seed: z.number().int().optional(),
    faults: faults.optional(),
    uses: z.number().int().min(1).optional(),
  })
  .refine((value) => value.number !== undefined || value.match !== undefined, 'either number or match must be given');

const inbound = z.strictObject({ from: number, to: number });
const digits = z.strictObject({ digits: z.string().regex(/^[0-9A-D*#]{1,64}$/) });

export function createControl(deps: { carrier: Carrier; callees: CalleeDirectory; controlToken: string }): Hono {
  const { carrier, callees, controlToken } = deps;
  const app = new Hono();

  app.use(async (c, next) => {
    if (c.req.header(CONTROL_HEADER) !== controlToken)
      return c.json({ code: 'sandbox.token', message: `the ${CONTROL_HEADER} header is wrong` }, 401);
    return next();
  });

  app.post('/lines', async (c) => {
    const body = await read(c, arrangement);
    if (body instanceof Response) return body;
    return attempt(c, () => carrier.lines.arrange(body));
  });
  app.delete('/lines', (c) => {
    carrier.lines.clear();
    return c.body(null, 204);
  });
  app.get('/personas', (c) => c.json({ personas: callees.list() }));
  app.get('/debugger', (c) => c.json({ entries: carrier.debuggerLog.entries() }));
  app.get('/calls/:sid/played', (c) => {
    const call = carrier.calls.get(c.req.param('sid'));
    return call ? c.json({ status: call.status, streams: call.streams.map((stream) => stream.truth()) }) : unknownCall(c);
  });
  app.post('/calls/:sid/digits', async (c) => {
    const call = carrier.calls.get(c.req.param('sid'));
    if (!call) return unknownCall(c);
    const body = await read(c, digits);
    if (body instanceof Response) return body;
    if (!call.line || call.over) return c.json({ code: 'sandbox.not_in_progress', message: 'nobody is on the line' }, 409);
    press(call, body.digits);
    return c.body(null, 202);
  });
  app.post('/inbound', async (c) => {
    const body = await read(c, inbound);
    if (body instanceof Response) return body;
    return attempt(c, async () => ({ sid: (await placeInbound(carrier, body.from, body.to)).sid }));
  });
  return app;
}

/** The far end presses keys, one after the other. */
function press(call: Call, keys: string): void {
  [...keys].forEach((key, index) => {
    call.after(index * KEY_GAP_MS, () => {
      for (const stream of call.streams) stream.digit(key);
      for (const listener of [...call.digitListeners]) listener(key);
    });
  });
}

async function read<T>(c: Context, schema: z.ZodType<T>): Promise<T | Response> {
  const parsed = schema.safeParse(await c.req.json().catch(() => undefined));
  return parsed.success ? parsed.data : c.json({ code: 'sandbox.invalid', message: z.prettifyError(parsed.error) }, 400);
}

async function attempt(c: Context, task: () => unknown): Promise<Response> {
  try {
    const result = await task();
    return result === undefined ? c.body(null, 204) : c.json(result, 201);
  } catch (error) {
    if (error instanceof RangeError) return c.json({ code: 'sandbox.invalid', message: error.message }, 400);
    throw error;
  }
}

function unknownCall(c: Context): Response {
  return c.json({ code: 'sandbox.unknown_call', message: 'there is no such call' }, 404);
}
