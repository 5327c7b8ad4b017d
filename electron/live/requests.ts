/** What a console may say, checked. */
import { z } from 'zod';
import type { LiveRequest } from '#shared/live/envelope.ts';
import { authenticate } from './first-message.ts';

const topic = z.string().regex(/^(calls|system|call:[\w-]{1,80})$/);
export const isTopic = (value: unknown): value is string => topic.safeParse(value).success;

const callId = z.string().min(1).max(80);

export const liveRequest = z.discriminatedUnion('type', [
  z.object({ type: z.literal('subscribe'), topics: z.array(topic).min(1).max(200), after: z.number().int().min(0).optional() }),
  z.object({ type: z.literal('unsubscribe'), topics: z.array(topic).min(1).max(200) }),
  z.object({ type: z.literal('listen'), call_id: callId }),
  z.object({ type: z.literal('unlisten'), call_id: callId }),
  authenticate,
  z.object({ type: z.literal('pong') }),
]) satisfies z.ZodType<LiveRequest>;
