/** What a client may send as a session, strictly: one unknown key or wrong value refuses the whole update. */
import { z } from 'zod';
import { TRANSCRIPTION_MODELS, VOICES } from './models.ts';

export const audioFormat = z.discriminatedUnion(
  'type',
  [z.strictObject({ type: z.literal('audio/pcm'), rate: z.literal(24000).optional() }), z.strictObject({ type: z.literal('audio/pcmu') })],
  { error: 'supported formats are audio/pcmu and audio/pcm at 24000 Hz; A-law (audio/pcma) is not offered by this sandbox' },
);
export type AudioFormat = z.infer<typeof audioFormat>;

export const turnDetection = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('server_vad'),
    threshold: z.number().min(0).max(1).optional(),
    prefix_padding_ms: z.int().min(0).max(10_000).optional(),
    silence_duration_ms: z.int().min(0).max(10_000).optional(),
    create_response: z.boolean().optional(),
    interrupt_response: z.boolean().optional(),
    idle_timeout_ms: z.int().min(5000).max(30_000).nullable().optional(),
  }),
  z.strictObject({
    type: z.literal('semantic_vad'),
    eagerness: z.enum(['low', 'medium', 'high', 'auto']).optional(),
    create_response: z.boolean().optional(),
    interrupt_response: z.boolean().optional(),
  }),
]);
export type TurnDetection = z.infer<typeof turnDetection>;

const transcription = z.strictObject({
  model: z.enum(TRANSCRIPTION_MODELS),
  language: z.string().optional(),
  languages: z.array(z.string()).optional(),
  prompt: z.string().optional(),
  keywords: z.array(z.string()).optional(),
  delay: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
});
export type Transcription = z.infer<typeof transcription>;

const noiseReduction = z.strictObject({ type: z.enum(['near_field', 'far_field']), strength: z.number().optional() });

const voice = z.union([z.enum(VOICES), z.strictObject({ id: z.string().min(1) })], { error: `supported voices are ${VOICES.join(', ')}` });
export type Voice = z.infer<typeof voice>;

export const functionTool = z.strictObject({
  type: z.literal('function', { error: 'this sandbox offers function tools only' }),
  name: z.string().regex(/^[\w-]{1,64}$/),
  description: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});
export type FunctionTool = z.infer<typeof functionTool>;

export const toolChoice = z.union([z.enum(['auto', 'none', 'required']), z.strictObject({ type: z.literal('function'), name: z.string().min(1) })]);
export type ToolChoice = z.infer<typeof toolChoice>;

export const outputModalities = z.tuple([z.enum(['audio', 'text'])], { error: 'it is either ["audio"] or ["text"]' });
export const maxOutputTokens = z.union([z.int().min(1).max(4096), z.literal('inf')]);
const reasoning = z.strictObject({ effort: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']) });
const metadata = z.record(z.string().max(64), z.string().max(512));

const prompt = z.strictObject({
  id: z.string(),
  version: z.string().nullable().optional(),
  variables: z.record(z.string(), z.unknown()).nullable().optional(),
});

const truncation = z.union([
  z.enum(['auto', 'disabled']),
  z.strictObject({
    type: z.literal('retention_ratio'),
    retention_ratio: z.number().min(0).max(1),
    token_limits: z.strictObject({ post_instructions: z.int().min(0).optional() }).optional(),
  }),
]);

const tracing = z.union([
  z.literal('auto'),
  z.strictObject({ workflow_name: z.string().optional(), group_id: z.string().optional(), metadata: z.unknown().optional() }),
]);

export const sessionPatch = z.strictObject({
  type: z.literal('realtime', { error: "the session's type is 'realtime' here" }),
  model: z.string().optional(),
  output_modalities: outputModalities.optional(),
  instructions: z.string().optional(),
  tools: z.array(functionTool).max(128).optional(),
  tool_choice: toolChoice.optional(),
  max_output_tokens: maxOutputTokens.optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: reasoning.optional(),
  truncation: truncation.optional(),
  tracing: tracing.nullable().optional(),
  prompt: prompt.nullable().optional(),
  include: z.array(z.literal('item.input_audio_transcription.logprobs')).nullable().optional(),
  audio: z
    .strictObject({
      input: z
        .strictObject({
          format: audioFormat.optional(),
          transcription: transcription.nullable().optional(),
          noise_reduction: noiseReduction.nullable().optional(),
          turn_detection: turnDetection.nullable().optional(),
        })
        .optional(),
      output: z.strictObject({ format: audioFormat.optional(), voice: voice.optional(), speed: z.number().min(0.25).max(1.5).optional() }).optional(),
    })
    .optional(),
});
export type SessionPatch = z.infer<typeof sessionPatch>;

export const responsePatch = z.strictObject({
  instructions: z.string().optional(),
  output_modalities: outputModalities.optional(),
  audio: z.strictObject({ output: z.strictObject({ format: audioFormat.optional(), voice: voice.optional() }).optional() }).optional(),
  tools: z.array(functionTool).max(128).optional(),
  tool_choice: toolChoice.optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: reasoning.optional(),
  prompt: prompt.nullable().optional(),
  conversation: z.enum(['auto', 'none']).optional(),
  input: z.array(z.record(z.string(), z.unknown())).optional(),
  metadata: metadata.nullable().optional(),
  max_output_tokens: maxOutputTokens.optional(),
});
export type ResponsePatch = z.infer<typeof responsePatch>;
