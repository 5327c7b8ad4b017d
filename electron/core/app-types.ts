/** The core as its hosts and doors see it: one object of use cases, each taking the actor who asks. */
import type { z } from 'zod';
import type { Page } from '#shared/contract/common.ts';
import type { Call, CallAction, CallDetail, CallEvent, callQuery, callRoutes, PlaceCall, SearchHit } from '#shared/contract/calls.ts';
import type { Scenario, ScenarioInput } from '#shared/contract/scenarios.ts';
import type { Health, PracticePersona, Preferences } from '#shared/contract/system.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { TranscriptFormat } from '#shared/domain/transcript-formats.ts';
import type { Accounts } from './accounts/service.ts';
import type { AgentsApp } from './agents/service.ts';
import type { AnalyticsApp } from './analytics/service.ts';
import type { AssistantsApp } from './assistants/service.ts';
import type { Channel } from './ports/voice-edge.ts';
import type { Rehearsals } from './scenarios/rehearsals.ts';
import type { SearchAsked, SearchedPage } from './search/utterances.ts';
import type { ScenarioVersions } from './scenarios/versions.ts';
import type { HiddenSound } from './transcripts/redacted-audio.ts';
import type { TranscriptsApp } from './transcripts/service.ts';

export type CallFilter = z.output<typeof callQuery>;
export type Peaks = z.output<typeof callRoutes.peaks.response>;

export type ListenedFrame = { channel: Channel; position_ms: number; mulaw: Uint8Array };

/** Whether numbers and addresses that were spoken are hidden. */
export type View = { redacted?: boolean };

export type CallsApp = {
  list(actor: Actor, filter: CallFilter): Promise<SearchedPage<Call>>;
  /** @throws AppError CALL_BLOCKED, NOT_FOUND (scenario), NUMBER_MALFORMED, NUMBER_NOT_IN_PLAN, IDEMPOTENCY_CONFLICT */
  place(actor: Actor, input: PlaceCall, options?: { idempotencyKey?: string }): Promise<{ call: Call; replayed: boolean }>;
  /** Viewers get it redacted whatever they ask for. */
  get(actor: Actor, callId: string, view?: View): Promise<CallDetail>;
  events(actor: Actor, callId: string): Promise<CallEvent[]>;
  act(actor: Actor, callId: string, action: CallAction): Promise<Call>;
  wrapUp(actor: Actor, callId: string, input: { disposition?: Call['disposition']; notes?: string }): Promise<Call>;
  /** Path of the finished or still growing WAV file, and what of it must not be heard. */
  recordingFile(actor: Actor, callId: string, view?: View): Promise<{ path: string; complete: boolean; hidden?: HiddenSound[] }>;
  peaks(actor: Actor, callId: string): Promise<Peaks>;
  /** Redacted unless it is asked for otherwise. */
  exportTranscript(
    actor: Actor,
    callId: string,
    format: TranscriptFormat,
    view?: View,
  ): Promise<{ body: string; mediaType: string; fileName: string }>;
  search(actor: Actor, query: Omit<SearchAsked, 'redacted'>): Promise<SearchedPage<SearchHit>>;
  /** Opens an audio tap. Others see who listens. The returned function ends it; `onEnd` is called when the call ends first. */
  listen(actor: Actor, callId: string, onFrame: (frame: ListenedFrame) => void, onEnd: (reason: string) => void): Promise<() => void>;
};

export type ScenariosApp = {
  /** The built-in ones first and then the newest, unless it is to be sorted. */
  list(actor: Actor, query: { q?: string | undefined; sort?: string | undefined; page: number; limit: number }): Promise<Page<Scenario>>;
  get(actor: Actor, scenarioId: string): Promise<Scenario>;
  create(actor: Actor, input: ScenarioInput): Promise<Scenario>;
  /** With a key that made one already: that one, as it was made. @throws AppError IDEMPOTENCY_CONFLICT */
  createOnce(actor: Actor, input: ScenarioInput, options?: { idempotencyKey?: string }): Promise<{ scenario: Scenario; replayed: boolean }>;
  update(actor: Actor, scenarioId: string, input: ScenarioInput): Promise<Scenario>;
  remove(actor: Actor, scenarioId: string): Promise<void>;
};

export type SettingsApp = {
  preferences(actor: Actor): Promise<Preferences>;
  savePreferences(actor: Actor, patch: Partial<Preferences>): Promise<Preferences>;
};

/** What the core is made of without people: it takes the actor as given. */
export type Core = Omit<App, 'accounts'>;

export type App = {
  readonly version: string;
  readonly dataDir: string;
  calls: CallsApp;
  scenarios: ScenariosApp;
  versions: ScenarioVersions;
  /** Absent where there is no line to rehearse on. */
  rehearsals?: Rehearsals | undefined;
  transcripts: TranscriptsApp;
  settings: SettingsApp;
  assistants: AssistantsApp;
  agents: AgentsApp;
  analytics: AnalyticsApp;
  /** The integer ids of one's own scenarios. */
  scenarioNumbers(actor: Actor): Promise<Map<string, number>>;
  accounts: Accounts;
  personas(): Promise<PracticePersona[]>;
  health(): Promise<Health>;
  /** The owner of this machine's own organization, made on the first start. */
  localOwner(): Promise<Actor>;
  /** Ends calls, closes recordings and the store. */
  close(): Promise<void>;
};
