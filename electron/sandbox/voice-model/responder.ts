/** Decides when a response may begin: one at a time in the conversation, any number beside it. */
import type { Clock } from '#shared/domain/clock.ts';
import type { Faults, Studio } from '../types.ts';
import { ApiError, errorOfIssues } from './api-error.ts';
import { newItem } from './client-events.ts';
import { entryOf, turnsOf } from './conversation.ts';
import type { Conversation, Entry } from './conversation.ts';
import { reply } from './dialogue/reply.ts';
import { createResponse } from './response-run.ts';
import type { ResponseRun, ServerEvent } from './response-run.ts';
import { fullFormat } from './session-config.ts';
import type { SessionConfig } from './session-config.ts';
import type { ResponsePatch } from './session-schema.ts';
import { createMeter } from './usage.ts';

export type ResponderDeps = {
  clock: Clock;
  studio: Studio;
  audioSpeed: number;
  faults: Faults | undefined;
  conversation: Conversation;
  send(event: ServerEvent): void;
  config(): SessionConfig;
  /** A response of the conversation ended; its audio lasts this long. */
  onQuiet(playMs: number): void;
};

/** Time to the first audio of an answer, as a quick model has it. */
const THINK_MS = 260;

export function createResponder(deps: ResponderDeps) {
  const { conversation } = deps;
  const meter = createMeter();
  const beside = new Set<ResponseRun>();
  let active: ResponseRun | undefined;
  let audioProduced = false;

  const create = (patch: ResponsePatch, own?: readonly Entry[]): void => {
    const config = deps.config();
    const entries = [...(own ?? conversation.entries)];
    const tools = patch.tools ?? config.tools;
    const toolChoice = patch.tool_choice ?? config.tool_choice;
    const instructions = config.instructions;
    const answer = reply({
      instructions,
      direction: patch.instructions,
      turns: turnsOf(entries),
      tools: toolChoice === 'none' ? [] : tools,
      mustCall: typeof toolChoice === 'object' ? toolChoice.name : toolChoice === 'required' ? tools[0]?.name : undefined,
    });
    const [modality] = patch.output_modalities ?? config.output_modalities;
    const inConversation = patch.conversation !== 'none';
    const fixed = (patch.instructions ?? instructions) + JSON.stringify(tools);
    const format = patch.audio?.output?.format;
    const run = createResponse({
      clock: deps.clock,
      studio: deps.studio,
      send: deps.send,
      reply: answer,
      settings: {
        modality,
        format: format ? fullFormat(format) : config.audio.output.format,
        voice: patch.audio?.output?.voice ?? config.audio.output.voice,
        maxOutputTokens: patch.max_output_tokens ?? config.max_output_tokens,
        metadata: patch.metadata ?? null,
        conversation: inConversation ? conversation : undefined,
      },
      firstByteMs: THINK_MS + (deps.faults?.modelSlowFirstByteMs ?? 0),
      audioSpeed: deps.audioSpeed,
      failure: nextFailure(deps.faults),
      measure: (output) => (inConversation ? meter : createMeter()).measure(fixed, entries, output),
      onDone: (audioMs) => {
        beside.delete(run);
        if (active !== run) return;
        active = undefined;
        deps.onQuiet(audioMs);
      },
    });
    if (inConversation) active = run;
    else beside.add(run);
    audioProduced ||= modality === 'audio';
    run.start();
  };

  const refuseSecond = () => {
    if (!active) return;
    const message = `Conversation already has an active response in progress: ${active.id}. Wait until the response is finished before creating a new one.`;
    throw new ApiError('conversation_already_has_active_response', message);
  };

  return {
    get audioProduced() {
      return audioProduced;
    },

    /** The caller's turn ended. @throws ApiError while an answer goes on that may not be interrupted: the turn gets none of its own. */
    createByTurn(): void {
      refuseSecond();
      create({});
    },

    createByClient(patch: ResponsePatch): void {
      if (patch.conversation !== 'none') refuseSecond();
      create(patch, patch.input && ownInput(patch.input, conversation));
    },

    /** The caller began to speak. */
    interrupt(): void {
      active?.cancel('turn_detected');
    },

    cancel(responseId: string | undefined): void {
      const other = [...beside].find((run) => run.id === responseId);
      const target = other ?? (responseId === undefined || responseId === active?.id ? active : undefined);
      if (!target) throw new ApiError('response_cancel_not_active', 'Cancellation failed: no active response found');
      target.cancel('client_cancelled');
    },

    abandon(): void {
      active?.abandon();
      for (const run of beside) run.abandon();
    },
  };
}

/** Counts a planned failure down. */
function nextFailure(faults: Faults | undefined): { code: string; message: string } | undefined {
  if (!faults?.modelServerErrors) return undefined;
  faults.modelServerErrors--;
  return { code: 'server_error', message: 'The server had an error while processing your request. Sorry about that!' };
}

/** Items of a response's own context: new ones, or references to those of the conversation. */
function ownInput(input: readonly Record<string, unknown>[], conversation: Conversation): Entry[] {
  return input.map((item) => {
    if (item['type'] === 'item_reference' && typeof item['id'] === 'string') return conversation.find(item['id']);
    const parsed = newItem.safeParse(item);
    if (!parsed.success) throw errorOfIssues(parsed.error, item);
    return entryOf(parsed.data);
  });
}
