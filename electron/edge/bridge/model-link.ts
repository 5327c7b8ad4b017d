/**
 * The call's connection to the voice model over its whole life: warmed before the call, replaced when it breaks, and replaced before the
 * provider's 60 minutes are over. Each session is told what was said so far before it is used.
 */
import type { RealtimeClientEvent, RealtimeServerEvent, RealtimeSessionCreateRequest } from 'openai/resources/realtime/realtime';
import type { ConversationItem } from 'openai/resources/realtime/realtime';
import type { ModelConnection } from '#core/ports/voice-edge.ts';
import type { ModelConnectionHandle, ModelFailure, VoiceModel } from '#core/ports/voice-model.ts';
import { carriesTelephoneAudio } from './session.ts';

export type ModelLinkHandlers = {
  /** The settings and the conversation that a fresh session begins with. */
  session(): RealtimeSessionCreateRequest;
  conversation(): ConversationItem[];
  event(event: RealtimeServerEvent): void;
  /** A session listens. `number` counts sessions from 1. */
  ready(kind: 'first' | 'reconnected' | 'rolled_over', number: number): void;
  /** The session broke; a new one is on its way. */
  dropped(failure: ModelFailure): void;
  /** There will be no other session. */
  lost(failure: ModelFailure): void;
};

/** Waits before each further attempt, in wall milliseconds; the first follows at once. */
const RETRY_MS = [100, 200, 400, 800, 1500, 2500, 4000];
/** A session that was to take over and could not be had is asked for again after this. */
const SHADOW_RETRY_MS = 5000;
const CONFIRM_MS = 6000;

export class ModelLink {
  private readonly voiceModel: VoiceModel;
  private readonly target: ModelConnection;
  private readonly requestId: string;
  private readonly handlers: ModelLinkHandlers;
  private current: ModelConnectionHandle | undefined;
  private pending: ModelConnectionHandle | undefined;
  private timer: NodeJS.Timeout | undefined;
  private attempts = 0;
  private over = false;
  private sessions = 0;
  private shadowAfter = 0;

  constructor(voiceModel: VoiceModel, target: ModelConnection, requestId: string, handlers: ModelLinkHandlers) {
    this.voiceModel = voiceModel;
    this.target = target;
    this.requestId = requestId;
    this.handlers = handlers;
  }

  /** Number of the session in use; 0 while there is none. */
  get session(): number {
    return this.current ? this.sessions : 0;
  }

  open(): void {
    this.connect(this.sessions === 0 ? 'first' : 'reconnected');
  }

  /** Opens a fresh session beside the old one, which goes on until the fresh one is ready. */
  rollOver(): void {
    if (!this.pending && !this.over && performance.now() >= this.shadowAfter) this.connect('rolled_over');
  }

  get rollingOver(): boolean {
    return this.pending !== undefined && this.current !== undefined;
  }

  send(event: RealtimeClientEvent): boolean {
    return this.current?.send(event) ?? false;
  }

  append(base64: string): boolean {
    return this.current?.append(base64) ?? false;
  }

  close(): void {
    this.over = true;
    clearTimeout(this.timer);
    this.current?.close();
    this.pending?.close();
    this.current = undefined;
    this.pending = undefined;
  }

  private connect(kind: 'first' | 'reconnected' | 'rolled_over'): void {
    if (this.over) return;
    let confirmed = false;
    const client = this.voiceModel.connect(
      { ...this.target, requestId: this.requestId },
      {
        event: (event) => {
          if (this.current === client) this.receive(event);
          else if (this.pending === client && !confirmed) {
            const failure = this.confirm(client, event);
            if (failure === 'confirmed') {
              confirmed = true;
              this.adopt(client, kind);
            } else if (failure) {
              client.close();
              this.failed(client, kind, failure);
            }
          }
        },
        closed: (failure) => this.failed(client, kind, failure),
      },
    );
    this.pending = client;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.pending !== client) return;
      client.close();
      this.failed(client, kind, this.voiceModel.failure('timeout', `the session was not confirmed within ${CONFIRM_MS / 1000} s`));
    }, CONFIRM_MS);
  }

  private confirm(client: ModelConnectionHandle, event: RealtimeServerEvent): ModelFailure | 'confirmed' | undefined {
    if (event.type === 'session.created') client.send({ type: 'session.update', session: this.handlers.session() });
    if (event.type === 'error') return this.voiceModel.failure(event.error.code ?? event.error.type, event.error.message);
    if (event.type !== 'session.updated') return undefined;
    if (event.session.type !== 'realtime' || !carriesTelephoneAudio(event.session)) return this.voiceModel.failure('wrong_audio_format');
    for (const item of this.handlers.conversation()) client.send({ type: 'conversation.item.create', item });
    return 'confirmed';
  }

  private adopt(client: ModelConnectionHandle, kind: 'first' | 'reconnected' | 'rolled_over'): void {
    clearTimeout(this.timer);
    const old = this.current;
    this.current = client;
    this.pending = undefined;
    this.attempts = 0;
    this.sessions++;
    old?.close();
    this.handlers.ready(kind, this.sessions);
  }

  private receive(event: RealtimeServerEvent): void {
    const failure = event.type === 'error' ? this.voiceModel.failure(event.error.code ?? event.error.type, event.error.message) : undefined;
    if (failure?.fatal) this.fail(failure);
    else this.handlers.event(event);
  }

  private failed(client: ModelConnectionHandle, kind: 'first' | 'reconnected' | 'rolled_over', failure: ModelFailure): void {
    if (this.over) return;
    if (this.current === client) {
      this.current = undefined;
      if (failure.fatal) return this.fail(failure);
      this.handlers.dropped(failure);
      if (!this.pending) this.connect('reconnected');
      return;
    }
    if (this.pending !== client) return;
    this.pending = undefined;
    clearTimeout(this.timer);
    if (this.current) {
      this.shadowAfter = performance.now() + SHADOW_RETRY_MS;
      return;
    }
    const wait = RETRY_MS[this.attempts++];
    if (failure.fatal || wait === undefined) return this.fail(failure);
    this.timer = setTimeout(() => this.connect(kind === 'first' ? 'first' : 'reconnected'), wait);
  }

  private fail(failure: ModelFailure): void {
    if (this.over) return;
    this.close();
    this.handlers.lost(failure);
  }
}
