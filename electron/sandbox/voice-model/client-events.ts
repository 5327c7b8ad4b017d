/** Every event that a client may send, strictly. */
import { z } from 'zod';
import { ApiError, errorOfIssues } from './api-error.ts';
import { responsePatch, sessionPatch } from './session-schema.ts';

const common = { event_id: z.string().max(512).optional() };
const itemBase = {
  id: z.string().min(1).max(64).optional(),
  object: z.literal('realtime.item').optional(),
  status: z.enum(['completed', 'incomplete', 'in_progress']).optional(),
};

const inputText = z.strictObject({ type: z.literal('input_text'), text: z.string() });
const base64 = z.base64();

const message = z.discriminatedUnion('role', [
  z.strictObject({ ...itemBase, type: z.literal('message'), role: z.literal('system'), content: z.array(inputText).min(1) }),
  z.strictObject({
    ...itemBase,
    type: z.literal('message'),
    role: z.literal('user'),
    content: z
      .array(
        z.discriminatedUnion('type', [
          inputText,
          z.strictObject({ type: z.literal('input_audio'), audio: base64, transcript: z.string().nullable().optional() }),
          z.strictObject({ type: z.literal('input_image'), image_url: z.string(), detail: z.string().optional() }),
        ]),
      )
      .min(1),
  }),
  z.strictObject({
    ...itemBase,
    type: z.literal('message'),
    role: z.literal('assistant'),
    content: z
      .array(z.strictObject({ type: z.literal('output_text', { error: 'assistant messages are created with output_text only' }), text: z.string() }))
      .min(1),
  }),
]);

export const newItem = z.discriminatedUnion('type', [
  message,
  z.strictObject({
    ...itemBase,
    type: z.literal('function_call'),
    call_id: z.string().optional(),
    name: z.string(),
    arguments: z.string(),
  }),
  z.strictObject({ ...itemBase, type: z.literal('function_call_output'), call_id: z.string(), output: z.string() }),
]);
export type NewItem = z.infer<typeof newItem>;

const clientEvent = z.discriminatedUnion('type', [
  z.strictObject({ ...common, type: z.literal('session.update'), session: sessionPatch }),
  z.strictObject({ ...common, type: z.literal('input_audio_buffer.append'), audio: base64 }),
  z.strictObject({ ...common, type: z.literal('input_audio_buffer.commit') }),
  z.strictObject({ ...common, type: z.literal('input_audio_buffer.clear') }),
  z.strictObject({
    ...common,
    type: z.literal('conversation.item.create'),
    previous_item_id: z.string().nullable().optional(),
    item: newItem,
  }),
  z.strictObject({
    ...common,
    type: z.literal('conversation.item.truncate'),
    item_id: z.string(),
    content_index: z.int().min(0),
    audio_end_ms: z.int().min(0),
  }),
  z.strictObject({ ...common, type: z.literal('conversation.item.delete'), item_id: z.string() }),
  z.strictObject({ ...common, type: z.literal('conversation.item.retrieve'), item_id: z.string() }),
  z.strictObject({ ...common, type: z.literal('response.create'), response: responsePatch.nullable().optional() }),
  z.strictObject({ ...common, type: z.literal('response.cancel'), response_id: z.string().optional() }),
  z.strictObject({ ...common, type: z.literal('output_audio_buffer.clear') }),
]);
export type ClientEvent = z.infer<typeof clientEvent>;

/** The service's own limit of one append is 15 MiB of base64. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

export type ParsedEvent = { eventId: string | null } & ({ event: ClientEvent } | { error: ApiError });

/** Reads one text frame. Never throws. */
export function parseClientEvent(text: string): ParsedEvent {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { eventId: null, error: new ApiError('invalid_json', 'Could not parse the event: it is not valid JSON.') };
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { eventId: null, error: new ApiError('invalid_value', 'An event is a JSON object.') };
  }
  const named = (json as { event_id?: unknown }).event_id;
  const eventId = typeof named === 'string' ? named : null;
  const parsed = clientEvent.safeParse(json);
  return parsed.success ? { eventId, event: parsed.data } : { eventId, error: errorOfIssues(parsed.error, json) };
}
