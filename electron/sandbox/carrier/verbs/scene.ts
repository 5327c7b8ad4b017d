/** What a verb is performed in, and where it can lead. */
import type { Call, Step } from '../call.ts';
import type { Line } from '../line.ts';
import { openLine } from '../switchboard.ts';
import { type Verb, method, text } from '../twiml.ts';
import type { Target } from '../webhooks.ts';

export type Scene = {
  call: Call;
  /** Aborts when the call ends or another document takes over. */
  signal: AbortSignal;
  /** The address of the document; empty when it was given inline. */
  base: string;
  /** Performs another document, on whichever call, until it is done. */
  run: RunDocuments;
};

/** @returns why it stopped: its verbs were done, it hung up or could not be had, or `signal` aborted. */
export type RunDocuments = (call: Call, first: Step, signal: AbortSignal) => Promise<'done' | 'hangup' | 'aborted'>;

/** A document to go on with, the end of the call, or nothing: the next verb. */
export type Next = Step | 'hangup' | undefined;

export type Performer = (scene: Scene, verb: Verb) => Promise<Next>;

/** The line to perform on. A call that comes in is answered by the first verb that needs it. */
export function lineOf({ call }: Scene): Line {
  if (call.line) return call.line;
  if (!call.caller) throw new Error('the call has no line');
  return openLine(call, call.caller);
}

/** An attribute that holds an address, relative to the document; nothing when it is absent or leads nowhere. */
export function targetOf(scene: Scene, verb: Verb, name: string, methodName = `${name}Method`): Target | undefined {
  const value = text(verb, name);
  if (value === undefined || value === '') return undefined;
  const url = resolve(scene.base, value);
  if (url === undefined) {
    scene.call.carrier.debuggerLog.error(11100, `${name}="${value}" of <${verb.name}> is no valid URL`, { callSid: scene.call.sid });
    return undefined;
  }
  return { url, method: method(verb, methodName) };
}

function resolve(base: string, value: string): string | undefined {
  // An absolute address stays exactly as it was written: it is what gets signed.
  if (/^[a-z]+:\/\//i.test(value)) return URL.canParse(value) ? value : undefined;
  return base !== '' && URL.canParse(value, base) ? new URL(value, base).href : undefined;
}

/** Resolves when `signal` aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}

/** Waits on the carrier's clock. */
export function pause({ call, signal }: Scene, ms: number): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = call.after(ms, finish);
    signal.addEventListener('abort', finish, { once: true });
  });
}
