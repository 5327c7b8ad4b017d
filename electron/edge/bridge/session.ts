/** The session of one telephone call in the realtime protocol's words. */
import type {
  ConversationItem,
  RealtimeAudioInputTurnDetection,
  RealtimeFunctionTool,
  RealtimeSessionCreateRequest,
} from 'openai/resources/realtime/realtime';

export type CallSession = {
  instructions: string;
  voice: string;
  transcriptionModel: string;
  turnDetection: RealtimeAudioInputTurnDetection;
  mayEndCall: boolean;
};

export const END_CALL = 'end_call';

const END_CALL_TOOL: RealtimeFunctionTool = {
  type: 'function',
  name: END_CALL,
  description: 'Hangs up. Say goodbye first, in the same answer; the call ends when the goodbye has been heard.',
  parameters: {
    type: 'object',
    properties: { reason: { type: 'string', description: 'Why the call is over, in a few words.' } },
    required: ['reason'],
    additionalProperties: false,
  },
};

/** Telephone audio both ways; no `temperature`, which the protocol refuses together with everything else in the update. */
export function sessionConfig(call: CallSession): RealtimeSessionCreateRequest {
  return {
    type: 'realtime',
    output_modalities: ['audio'],
    instructions: call.instructions,
    audio: {
      input: {
        format: { type: 'audio/pcmu' },
        turn_detection: call.turnDetection,
        transcription: { model: call.transcriptionModel },
      },
      output: { format: { type: 'audio/pcmu' }, voice: call.voice },
    },
    tools: call.mayEndCall ? [END_CALL_TOOL] : [],
    tool_choice: 'auto',
    // Without them nobody knows how sure the transcript of the caller's words is.
    include: ['item.input_audio_transcription.logprobs'],
  };
}

/** A session that took another format would be noise on the line. */
export function carriesTelephoneAudio(session: RealtimeSessionCreateRequest): boolean {
  return session.audio?.input?.format?.type === 'audio/pcmu' && session.audio.output?.format?.type === 'audio/pcmu';
}

/** One thing that was said, as a fresh session is told of it. */
export function spokenItem(role: 'user' | 'assistant', text: string): ConversationItem {
  return role === 'user'
    ? { type: 'message', role: 'user', content: [{ type: 'input_text', text }] }
    : { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] };
}

/** Something that only the model is told. */
export function systemItem(text: string): ConversationItem {
  return { type: 'message', role: 'system', content: [{ type: 'input_text', text }] };
}
