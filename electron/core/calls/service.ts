/** The use cases of calls, as the doors see them. */
import type { Call, CallDetail } from '#shared/contract/calls.ts';
import { toPage } from '#shared/contract/common.ts';
import type { Scenario } from '#shared/contract/scenarios.ts';
import type { CallState } from '#shared/domain/call-state.ts';
import { AppError, notFound } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { exportTranscript, transcriptFileName } from '#shared/domain/transcript-export.ts';
import { TRANSCRIPT_MEDIA } from '#shared/domain/transcript-formats.ts';
import { redactCall, redactCallEvent, redactDetail, redactForFile } from '#shared/domain/redacted-call.ts';
import { findConversationRedactions } from '#shared/domain/conversation-redaction.ts';
import type { CallsApp, View } from '../app-types.ts';
import { createActions, notLive } from './actions.ts';
import type { CallsContext } from './context.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { LiveCall } from './live-call.ts';
import { type CallRecord, toCall } from './model.ts';
import { createMonitors } from './monitors.ts';
import { createOrchestrator } from './orchestrator.ts';
import { readPeaks, recordingPath } from './recordings.ts';
import { findCall, listCalls, listEvents, listTurns, listUtterances } from './repo.ts';
import { searchUtterances } from '../search/utterances.ts';
import { mustRedact } from '../transcripts/must-redact.ts';
import type { HiddenSound } from '../transcripts/redacted-audio.ts';
import { hiddenSound } from '../transcripts/hidden-sound.ts';

export function createCallsApp(context: CallsContext, lifecycle: Lifecycle, findScenario: (actor: Actor, id: string) => Promise<Scenario>): CallsApp {
  const { dataDir, ledger, live: registry, read } = context;
  const orchestrator = createOrchestrator(context, lifecycle, findScenario);
  const actions = createActions(context, lifecycle);
  const monitors = createMonitors(context);

  async function own(actor: Actor, callId: string): Promise<CallRecord> {
    const record = await findCall(read, callId, actor.org_id);
    if (!record) throw notFound('call');
    return record;
  }

  /** What is told at once is newer than what is on disk. */
  function shown(record: CallRecord): Call {
    return registry.get(record.row.id)?.call ?? toCall(record);
  }

  async function liveOne(actor: Actor, callId: string, what: Parameters<typeof notLive>[1]): Promise<LiveCall> {
    const known = registry.get(callId);
    if (known?.orgId === actor.org_id) return known;
    const { row } = await own(actor, callId);
    throw notLive(row.state as CallState, what);
  }

  async function whole(actor: Actor, callId: string): Promise<CallDetail> {
    const record = await own(actor, callId);
    const live = registry.get(callId);
    if (live) {
      return {
        ...live.call,
        utterances: live.utterances.map(({ previous_id: _previous, ...one }) => one),
        turn_metrics: live.turns.toSorted((a, b) => a.turn - b.turn),
        monitors: [...live.monitors.values()],
        redacted: false,
      };
    }
    const [utterances, turns] = await Promise.all([listUtterances(read, callId), listTurns(read, callId)]);
    return {
      ...toCall(record),
      utterances: utterances.map(({ previous_id: _previous, ...one }) => one),
      turn_metrics: turns,
      monitors: [],
      redacted: false,
    };
  }

  async function detail(actor: Actor, callId: string, view: View = {}): Promise<CallDetail> {
    const call = await whole(actor, callId);
    return mustRedact(actor, view) ? redactDetail(call) : call;
  }

  /** What is still being said cannot be covered yet. */
  async function soundToHide(actor: Actor, callId: string, isComplete: boolean): Promise<HiddenSound[]> {
    if (!isComplete) {
      throw new AppError('INVALID_CALL_STATE', 'The redacted recording is there when the call is over.', { details: 'It is being recorded.' });
    }
    const { utterances } = await whole(actor, callId);
    const spans = findConversationRedactions(utterances);
    return utterances.flatMap(({ channel, text, start_ms, end_ms }, index) =>
      hiddenSound({ text, start_ms, end_ms: end_ms ?? start_ms }, spans[index] ?? []).map((span) => ({ channel, ...span })),
    );
  }

  return {
    async list(actor, filter) {
      const { records, total, total_capped, problems } = await listCalls(read, actor.org_id, { ...filter, redacted: mustRedact(actor) });
      const items = records.map(shown).map((call) => (mustRedact(actor) ? redactCall(call) : call));
      return { ...toPage(items, total, filter.page, filter.limit), total_capped, problems };
    },
    async place(actor, input, options) {
      const { callId, replayed } = await orchestrator.place(actor, input, options?.idempotencyKey);
      const record = await findCall(context.write, callId, actor.org_id);
      if (!record) throw notFound('call');
      return { call: shown(record), replayed };
    },
    get: detail,
    async events(actor, callId) {
      await own(actor, callId);
      const events = await listEvents(read, callId);
      return mustRedact(actor) ? events.map(redactCallEvent) : events;
    },
    async act(actor, callId, action) {
      const live = await liveOne(actor, callId, action.action);
      await actions.act(actor, live, action);
      return live.call;
    },
    async wrapUp(actor, callId, input) {
      await own(actor, callId);
      const { disposition, notes } = input;
      const { record } = await ledger.append(callId, {
        type: 'call.wrapped_up',
        text: `${actor.name} wrapped up the call.`,
        data: { user_id: actor.user_id, name: actor.name, ...(disposition === undefined ? {} : { disposition }), notes_changed: notes !== undefined },
        patch: { ...(disposition === undefined ? {} : { disposition }), ...(notes === undefined ? {} : { notes }) },
      });
      return shown(record);
    },
    async recordingFile(actor, callId, view = {}) {
      const file = await recordingPath(dataDir, (await own(actor, callId)).recording);
      return mustRedact(actor, view) ? { ...file, hidden: await soundToHide(actor, callId, file.complete) } : file;
    },
    async peaks(actor, callId) {
      return readPeaks(dataDir, (await own(actor, callId)).recording);
    },
    async exportTranscript(actor, callId, format, { redacted = true } = {}) {
      const found = await whole(actor, callId);
      const call = mustRedact(actor, { redacted }) ? redactForFile(found) : found;
      const mediaType = `${TRANSCRIPT_MEDIA[format]}; charset=utf-8`;
      return { body: exportTranscript(call, format), mediaType, fileName: transcriptFileName(call, format) };
    },
    search: (actor, query) => searchUtterances(read, actor.org_id, { ...query, redacted: mustRedact(actor) }),
    async listen(actor, callId, onFrame, onEnd) {
      if (mustRedact(actor)) {
        throw new AppError('FORBIDDEN', 'Your role, viewer, may not listen to live calls.', {
          details: 'When the call is over, its recording can be heard with numbers and addresses covered.',
        });
      }
      return monitors.listen(actor, await liveOne(actor, callId, 'listen'), onFrame, onEnd);
    },
  };
}
