/** The effective session: defaults of the service, and updates merged into them. */
import { ApiError } from './api-error.ts';
import { newId } from './ids.ts';
import { canReason } from './models.ts';
import type { AudioFormat, FunctionTool, SessionPatch, ToolChoice, Transcription, TurnDetection, Voice } from './session-schema.ts';

export type ServerVad = Required<Extract<TurnDetection, { type: 'server_vad' }>>;
export type SemanticVad = Required<Extract<TurnDetection, { type: 'semantic_vad' }>>;

export type SessionConfig = {
  type: 'realtime';
  object: 'realtime.session';
  id: string;
  model: string;
  output_modalities: ['audio' | 'text'];
  instructions: string;
  tools: FunctionTool[];
  tool_choice: ToolChoice;
  max_output_tokens: number | 'inf';
  truncation: NonNullable<SessionPatch['truncation']>;
  tracing: SessionPatch['tracing'];
  prompt: SessionPatch['prompt'];
  include: SessionPatch['include'];
  parallel_tool_calls?: boolean;
  reasoning?: SessionPatch['reasoning'];
  /** Seconds since the epoch. */
  expires_at: number;
  audio: {
    input: {
      format: AudioFormat;
      transcription: Transcription | null;
      noise_reduction: NonNullable<NonNullable<SessionPatch['audio']>['input']>['noise_reduction'];
      turn_detection: ServerVad | SemanticVad | null;
    };
    output: { format: AudioFormat; voice: Voice; speed: number };
  };
};

const PCM: AudioFormat = { type: 'audio/pcm', rate: 24000 };

const SERVER_VAD: ServerVad = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 500,
  create_response: true,
  interrupt_response: true,
  idle_timeout_ms: null,
};
const SEMANTIC_VAD: SemanticVad = { type: 'semantic_vad', eagerness: 'auto', create_response: true, interrupt_response: true };

export function defaultSession(model: string, expiresAtSeconds: number): SessionConfig {
  return {
    type: 'realtime',
    object: 'realtime.session',
    id: newId('sess'),
    model,
    output_modalities: ['audio'],
    instructions: 'You are a helpful AI assistant on a voice call. Be kind and brief.',
    tools: [],
    tool_choice: 'auto',
    max_output_tokens: 'inf',
    truncation: 'auto',
    tracing: null,
    prompt: null,
    include: null,
    expires_at: expiresAtSeconds,
    audio: {
      input: { format: PCM, transcription: null, noise_reduction: null, turn_detection: SERVER_VAD },
      output: { format: PCM, voice: 'marin', speed: 1 },
    },
  };
}

/**
 * What a session is after an update; the session itself is not changed.
 * @param audioProduced whether the model has spoken: then the voice is fixed.
 * @throws ApiError when a value is refused; nothing of the update holds then.
 */
export function mergeSession(session: SessionConfig, patch: SessionPatch, audioProduced: boolean): SessionConfig {
  if (patch.model !== undefined && patch.model !== session.model) {
    throw new ApiError('invalid_value', `The model of a session is chosen when it is opened; it is '${session.model}'.`, 'session.model');
  }
  if (patch.reasoning && !canReason(session.model)) {
    throw new ApiError('invalid_value', `The model '${session.model}' has no reasoning setting.`, 'session.reasoning');
  }
  const voice = patch.audio?.output?.voice;
  if (audioProduced && voice !== undefined && JSON.stringify(voice) !== JSON.stringify(session.audio.output.voice)) {
    throw new ApiError('cannot_update_voice', 'Cannot update a conversation’s voice if assistant audio is present.', 'session.audio.output.voice');
  }
  const { audio, model: _model, type: _type, ...rest } = patch;
  const { turn_detection, format, ...input } = audio?.input ?? {};
  return {
    ...session,
    ...defined(rest),
    audio: {
      input: {
        ...session.audio.input,
        ...defined(input),
        ...(format ? { format: fullFormat(format) } : {}),
        ...(turn_detection === undefined ? {} : { turn_detection: fullDetection(turn_detection) }),
      },
      output: {
        ...session.audio.output,
        ...defined(audio?.output ?? {}),
        ...(audio?.output?.format ? { format: fullFormat(audio.output.format) } : {}),
      },
    },
  };
}

export function fullFormat(format: AudioFormat): AudioFormat {
  return format.type === 'audio/pcm' ? PCM : format;
}

function fullDetection(given: TurnDetection | null): ServerVad | SemanticVad | null {
  if (given === null) return null;
  return given.type === 'server_vad' ? { ...SERVER_VAD, ...defined(given) } : { ...SEMANTIC_VAD, ...defined(given) };
}

/** Only the keys that were really given. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
