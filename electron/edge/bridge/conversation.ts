/**
 * The talk between a caller and the voice model: who speaks, who was interrupted, what was heard, and what the model must know of it.
 * It reads the model's events and owns everything they change; the carrier's side is the call's.
 */
import type { ConversationItem, RealtimeServerEvent, RealtimeSessionCreateRequest, ResponseDoneEvent } from 'openai/resources/realtime/realtime';
import type { TurnState } from '#core/ports/voice-edge.ts';
import type { ModelFailure } from '#core/ports/voice-model.ts';
import { AgentVoice } from './agent-voice.ts';
import type { CallHost } from './call-host.ts';
import { CallerEar } from './caller-ear.ts';
import { CallerSpeech } from './caller-speech.ts';
import { Farewell } from './farewell.ts';
import { ModelLink } from './model-link.ts';
import type { PlaybackItem, PlaybackLedger } from './playback-ledger.ts';
import type { Playout } from './playout.ts';
import { ResponseGate, type ResponseRequest } from './response-gate.ts';
import { type Resumption, resumption } from './resumption.ts';
import { END_CALL, sessionConfig, spokenItem, systemItem } from './session.ts';
import type { Timeline } from './timeline.ts';
import { Transcript, type Utterance } from './transcript.ts';
import { TurnClock } from './turn-clock.ts';
import { turnDetection, VAD } from './turn-taking.ts';

export type ConversationParts = {
  host: CallHost;
  timeline: Timeline;
  ledger: PlaybackLedger;
  playout: Playout;
  /** Where the line is now. */
  lineNow(): number;
  published(utterance: Utterance): void;
  /** The AI ends the call, and its last word has been heard. */
  ended(): void;
  lost(failure: ModelFailure): void;
};

const MAX_RETRIES = 4;
const RETRY_BASE_MS = 300;
/** How long the last words' transcription is awaited after the call, in wall milliseconds. */
const LINGER_MS = 2500;
const BENIGN = new Set(['response_cancel_not_active', 'input_audio_buffer_commit_empty', 'conversation_already_has_active_response']);

export class Conversation {
  readonly transcript = new Transcript();
  readonly ear: CallerEar;
  private readonly parts: ConversationParts;
  private readonly link: ModelLink;
  private readonly gate: ResponseGate;
  private readonly voice: AgentVoice;
  private readonly speech: CallerSpeech;
  private readonly turns = new TurnClock();
  private state: TurnState = 'listening';
  private muted = false;
  private readonly farewell = new Farewell();
  private over = false;
  /** The greeting may not be interrupted, and has not been heard to its end. */
  private protectedGreeting: boolean;
  private request: ResponseRequest | undefined;
  private retries = 0;
  private retryTimer: NodeJS.Timeout | undefined;
  private resume: Resumption | undefined;
  private readonly instructions: { at: number; item: ConversationItem }[] = [];
  private sessionSince = 0;
  private settled: (() => void) | undefined;

  constructor(parts: ConversationParts) {
    this.parts = parts;
    const { plan } = parts.host;
    const publish = (utterance: Utterance) => {
      parts.host.emit({ type: 'utterance', call_id: plan.call_id, ...utterance });
      parts.published(utterance);
    };
    this.protectedGreeting = plan.turnTaking === 'protected_opening' && plan.greeting !== undefined;
    this.link = new ModelLink(parts.host.voiceModel, plan.model, plan.call_id, {
      session: () => this.session(),
      conversation: () => this.retell(),
      event: (event) => this.receive(event),
      ready: (kind) => this.ready(kind),
      dropped: (failure) => this.dropped(failure),
      lost: (failure) => this.lose(failure),
    });
    this.gate = new ResponseGate((eventId, request) => {
      const response = { ...(request.instructions ? { instructions: request.instructions } : {}), metadata: { request: eventId } };
      this.link.send({ type: 'response.create', event_id: eventId, response });
    });
    this.ear = new CallerEar(parts.timeline, (base64) => this.link.append(base64));
    this.voice = new AgentVoice({ ledger: parts.ledger, playout: parts.playout, transcript: this.transcript, publish, now: parts.lineNow });
    this.speech = new CallerSpeech({
      transcript: this.transcript,
      publish,
      toLine: (modelMs) => this.ear.toLine(modelMs),
      now: parts.lineNow,
      vad: VAD[plan.turnTaking],
    });
  }

  open(): void {
    this.tellModelState('connecting');
    this.link.open();
  }

  /** The first sound of an item has gone out. */
  sounding(item: PlaybackItem): void {
    if (item.itemId === '') return;
    const turn = this.turns.audio(item.responseId, item.itemId, this.parts.lineNow());
    if (turn) this.parts.host.emit({ type: 'turn', call_id: this.parts.host.plan.call_id, ...turn });
    this.setState('speaking');
  }

  beat(lineMs: number, now: number): void {
    this.ear.checkInactivity(now, this.speech.speaking);
    const finished = this.voice.update(lineMs);
    const quiet = !this.parts.playout.busy && !this.gate.busy;
    if (finished.length > 0 && !this.parts.playout.busy) {
      if (this.protectedGreeting) this.openGreeting();
      if (this.state === 'speaking') this.setState(this.gate.busy ? 'thinking' : 'listening');
    }
    if (this.farewell.coming && quiet) {
      this.part(lineMs);
    } else if (this.link.session > 0) {
      this.considerRollover(now - this.sessionSince, quiet);
    }
  }

  /** Goodbye was said and heard: whoever hangs up now does not end a talk. */
  get parting(): boolean {
    return this.farewell.parted;
  }

  instruct(text: string, respond: boolean): void {
    this.instructions.push({ at: this.parts.lineNow(), item: systemItem(text) });
    this.link.send({ type: 'conversation.item.create', item: systemItem(text) });
    if (respond && !this.muted) this.gate.request({ purpose: 'instruction' });
  }

  mute(muted: boolean): void {
    if (this.muted === muted) return;
    this.muted = muted;
    if (muted) {
      this.farewell.cancel();
      this.protectedGreeting = false;
      const active = this.gate.activeResponse;
      this.interrupt(false);
      this.gate.reset();
      if (active) this.link.send({ type: 'response.cancel' });
      this.setState('listening');
    }
    this.updateDetection();
  }

  /** The line is gone: what was heard is settled. @param patient whether the last words' transcription is awaited for a moment. */
  async finish(patient: boolean): Promise<void> {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.retryTimer);
    this.voice.cut(this.parts.playout.interrupt(this.parts.lineNow()));
    if (this.gate.activeResponse) this.link.send({ type: 'response.cancel' });
    if (this.speech.speaking) this.link.send({ type: 'input_audio_buffer.commit' });
    if (patient && this.speech.owedFromMs !== undefined && this.link.session > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LINGER_MS);
        this.settled = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.speech.finish();
    this.close();
  }

  /** Ends at once, with what is known. */
  close(): void {
    this.over = true;
    clearTimeout(this.retryTimer);
    this.link.close();
    this.settled?.();
  }

  private receive(event: RealtimeServerEvent): void {
    switch (event.type) {
      case 'response.output_audio.delta':
      case 'response.output_audio_transcript.delta':
        if (this.over) return;
        this.turns.token(event.response_id, this.parts.lineNow());
        return this.voice.receive(event, this.link.session);
      case 'response.output_audio.done':
      case 'response.output_audio_transcript.done':
        if (this.over) return;
        return this.voice.receive(event, this.link.session);
      case 'input_audio_buffer.speech_started':
        if (this.over) return;
        this.speech.started(event.item_id, event.audio_start_ms);
        return this.bargeIn();
      case 'input_audio_buffer.speech_stopped':
        this.turns.speechEnded(this.speech.stopped(event.item_id, event.audio_end_ms));
        this.farewell.callerStopped(this.parts.lineNow());
        if (!this.muted && !this.parting && !this.parts.playout.busy) this.setState('thinking');
        return;
      case 'input_audio_buffer.committed':
      case 'conversation.item.input_audio_transcription.delta':
      case 'conversation.item.input_audio_transcription.completed':
      case 'conversation.item.input_audio_transcription.failed':
        this.speech.receive(event);
        if (this.over && this.speech.owedFromMs === undefined) this.settled?.();
        return;
      case 'conversation.item.added':
        if (event.item.id) this.voice.itemAdded(event.item.id, event.previous_item_id);
        return;
      case 'response.created':
        return this.responseCreated(event.response.id ?? '', event.response.metadata?.['request']);
      case 'response.done':
        return this.responseDone(event);
      case 'error':
        if (event.error.event_id) this.gate.refused(event.error.event_id, event.error.code ?? null);
        if (!BENIGN.has(event.error.code ?? '')) this.tellModelState('ready', `${event.error.code ?? event.error.type}: ${event.error.message}`);
    }
  }

  private responseCreated(id: string, eventId: string | undefined): void {
    this.request = this.gate.created(id, eventId);
    if (this.over || this.muted) {
      this.voice.discard(id);
      this.link.send({ type: 'response.cancel', response_id: id });
      return;
    }
    this.turns.decided(id, this.parts.lineNow(), this.request?.purpose === 'greeting' ? 'greeting' : 'reply');
    if (!this.parts.playout.busy) this.setState('thinking');
  }

  private responseDone({ response }: ResponseDoneEvent): void {
    const id = response.id ?? '';
    const discarded = this.voice.isDiscarded(id);
    const audible = this.voice.responseDone(id);
    const { request } = this;
    this.request = undefined;
    if (!audible) this.turns.forget(id);
    this.gate.done(id);
    if (this.over || discarded) return;
    if (response.status === 'failed' && !audible) return this.retry(response.status_details?.error, request);
    if (response.status === 'completed') this.retries = 0;
    for (const item of response.output ?? []) {
      if (item.type !== 'function_call' || item.call_id === undefined) continue;
      const output = JSON.stringify(item.name === END_CALL ? { ok: true } : { error: 'There is no such tool.' });
      this.link.send({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id: item.call_id, output } });
      if (item.name === END_CALL) this.farewell.intend();
    }
    if (!audible && !this.gate.busy && !this.parts.playout.busy && this.state === 'thinking') this.setState('listening');
  }

  private retry(error: { code?: string; type?: string } | undefined, request: ResponseRequest | undefined): void {
    const failure = this.parts.host.voiceModel.failure(error?.code ?? error?.type ?? 'server_error');
    if (failure.fatal || this.retries >= MAX_RETRIES) return this.lose(failure);
    this.tellModelState('ready', failure.message);
    const again = request ?? { purpose: 'retry' as const };
    this.retryTimer = setTimeout(
      () => {
        if (!this.muted && !this.speech.speaking) this.gate.request(again);
      },
      RETRY_BASE_MS * 2 ** this.retries++,
    );
  }

  private bargeIn(): void {
    if (this.protectedGreeting) return;
    // Keys that are being pressed for a menu are not cut by the menu's own voice.
    if (this.parts.ledger.items.some((item) => item.itemId === '')) return;
    if (this.gate.activeResponse || this.parts.playout.busy) this.interrupt(true);
    this.setState('listening');
  }

  private part(lineMs: number): void {
    if (this.farewell.part(lineMs)) this.updateDetection();
    if (!this.farewell.isOver(lineMs, this.speech.speaking)) return;
    this.farewell.cancel();
    this.parts.ended();
  }

  private interrupt(byCaller: boolean): void {
    const lineMs = this.parts.lineNow();
    const active = this.gate.activeResponse;
    const interruption = this.parts.playout.interrupt(lineMs);
    const { truncations } = interruption;
    if (active) this.voice.discard(active);
    const known = truncations.filter(({ item }) => item.itemId !== '' && item.session === this.link.session && this.voice.hasAudio(item.itemId));
    for (const { item, audioEndMs } of known) {
      this.link.send({ type: 'conversation.item.truncate', item_id: item.itemId, content_index: item.contentIndex, audio_end_ms: audioEndMs });
    }
    this.voice.cut(interruption);
    const [first] = truncations;
    if (!byCaller || !first) return;
    this.farewell.cancel();
    const { call_id } = this.parts.host.plan;
    this.parts.host.emit({ type: 'barge_in', call_id, at_ms: Math.round(lineMs), utterance_id: first.item.itemId, heard_ms: first.audioEndMs });
  }

  private ready(kind: 'first' | 'reconnected' | 'rolled_over'): void {
    this.sessionSince = this.parts.host.clock.now();
    if (kind === 'rolled_over' && !this.resume) this.handOver();
    const { resume } = this;
    this.resume = undefined;
    this.ear.connect(resume?.fromMs);
    this.tellModelState(kind === 'rolled_over' ? 'rolled_over' : 'ready');
    if (this.over) return;
    const { greeting } = this.parts.host.plan;
    if (kind === 'first' && greeting) {
      this.gate.request({ purpose: 'greeting', instructions: `Open the call with exactly these words, and say nothing else:\n"${greeting}"` });
    }
    if (this.muted) return;
    for (const request of resume?.requests ?? []) this.gate.request(request);
  }

  private dropped(failure: ModelFailure): void {
    this.handOver();
    this.tellModelState('reconnecting', failure.message);
    if (this.over) this.settled?.();
  }

  /** The session in use is gone: settles what it owed and notes what the next one must make good. */
  private handOver(): void {
    clearTimeout(this.retryTimer);
    this.ear.disconnect();
    const active = this.gate.activeResponse !== undefined;
    const brokeOff = this.voice.sessionEnded();
    this.resume = resumption({
      brokeOff,
      owedFromMs: this.speech.owedFromMs,
      lineMs: this.parts.lineNow(),
      prefixMs: VAD[this.parts.host.plan.turnTaking].prefixMs,
      awaited: active || this.state === 'thinking',
      active: this.request,
      waiting: this.gate.reset(),
    });
    this.request = undefined;
    this.speech.sessionEnded(this.resume.fromMs !== undefined);
  }

  /** The talk so far, as a fresh session is told of it: what was heard or is about to be, and what only the model was told. */
  private retell(): ConversationItem[] {
    const told = [...this.instructions];
    const pending = this.voice.pending();
    for (const said of this.transcript.ordered()) {
      if (said.text && !pending.has(said.utterance_id))
        told.push({ at: said.start_ms, item: spokenItem(said.channel === 0 ? 'user' : 'assistant', said.text) });
    }
    for (const { text, atMs } of pending.values()) told.push({ at: atMs, item: spokenItem('assistant', text) });
    return told.sort((a, b) => a.at - b.at).map(({ item }) => item);
  }

  private considerRollover(ageMs: number, quiet: boolean): void {
    const { rolloverAfterMs, rolloverDeadlineMs } = this.parts.host.tuning;
    if (ageMs < rolloverAfterMs) return;
    if ((quiet && !this.speech.speaking) || ageMs >= rolloverDeadlineMs) this.link.rollOver();
  }

  private openGreeting(): void {
    this.protectedGreeting = false;
    this.updateDetection();
  }

  private updateDetection(): void {
    this.link.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: this.detection() } } } });
  }

  private detection() {
    return turnDetection(this.parts.host.plan.turnTaking, { interruptible: !this.protectedGreeting, answering: !this.muted && !this.parting });
  }

  private session(): RealtimeSessionCreateRequest {
    const { instructions, voice, mayEndCall, model } = this.parts.host.plan;
    return sessionConfig({ instructions, voice, mayEndCall, transcriptionModel: model.transcriptionModel, turnDetection: this.detection() });
  }

  private lose(failure: ModelFailure): void {
    this.tellModelState('lost', failure.message);
    this.settled?.();
    if (!this.over) this.parts.lost(failure);
  }

  private setState(state: TurnState): void {
    if (this.state === state || this.over) return;
    this.state = state;
    this.parts.host.emit({ type: 'turn_state', call_id: this.parts.host.plan.call_id, state, at_ms: Math.round(this.parts.lineNow()) });
  }

  private tellModelState(state: 'connecting' | 'ready' | 'reconnecting' | 'rolled_over' | 'lost', detail?: string): void {
    this.parts.host.emit({ type: 'model_state', call_id: this.parts.host.plan.call_id, state, ...(detail ? { detail } : {}) });
  }
}
