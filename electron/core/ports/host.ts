/** What the core needs from its surroundings besides the edge, the carrier and the store. */
import type { Role } from '#shared/domain/identity.ts';
import type { LiveEvents, LiveEventType } from '#shared/live/envelope.ts';
import type { LineArrangement } from '#shared/domain/practice.ts';
import type { PracticePersona } from '#shared/contract/system.ts';

/** Structured log; personal data only under `pii`. */
export type Log = {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
};

/** For whom an event is: everybody of the organization; with `user_id` that person alone, and `roles` besides. */
export type LiveScope = { org_id: string; call_id?: string; user_id?: string; roles?: readonly Role[] };

/** Hands an event to the live plane. Only consoles that its scope names get it. Never throws, never waits. */
export type Publish = <T extends LiveEventType>(type: T, data: LiveEvents[T], scope: LiveScope) => void;

/** The sandbox's control plane: who answers a practice call. Absent when the carrier is a real one. */
export type PracticeLine = {
  personas(): Promise<PracticePersona[]>;
  arrange(arrangement: LineArrangement): Promise<void>;
};

/** Secrets by name, in the operating system's keychain or an encrypted file. Values never leave the main process. */
export type Vault = {
  /** Which store is in use, in words for people. */
  readonly kind: string;
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
};
