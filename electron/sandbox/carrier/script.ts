/** Runs a call's documents: gets one, performs its verbs from top to bottom, follows where they lead, hangs up at the end. */
import type { Call, Step } from './call.ts';
import { endCall, hangUp } from './switchboard.ts';
import { type Twiml, TwimlError, type Verb, parseTwiml } from './twiml.ts';
import { performers } from './verbs/performers.ts';
import type { Next, RunDocuments, Scene } from './verbs/scene.ts';
import type { Target } from './webhooks.ts';
import type { Form } from './wire.ts';

/** A document that leads to another without end is cut off. */
const MAX_DOCUMENTS = 1000;

type Loaded = { twiml: Twiml; base: string } | { code: number; reason: string; url: string };

/** Starts a document; one that still runs is dropped, and its stream with it. */
export function startScript(call: Call, step: Step): void {
  call.script?.abort();
  const script = new AbortController();
  call.script = script;
  runDocuments(call, step, script.signal).then(
    () => script.signal.aborted || hangUp(call),
    (error: unknown) => {
      call.carrier.debuggerLog.error(11200, `the document could not be carried out: ${String(error)}`, { callSid: call.sid });
      hangUp(call);
    },
  );
}

/** Performs a document and all that follow from it. */
async function runDocuments(call: Call, first: Step, signal: AbortSignal): ReturnType<RunDocuments> {
  let step: Step | undefined = first;
  for (let count = 0; step && count < MAX_DOCUMENTS; count++) {
    const loaded = await loadWithFallback(call, step);
    if (signal.aborted) return 'aborted';
    if (!loaded) {
      if (!call.line) endCall(call, 'failed', 500);
      return 'hangup';
    }
    const next: Next = await perform({ call, signal, base: loaded.base, run: runDocuments }, loaded.twiml);
    if (signal.aborted) return 'aborted';
    if (next === 'hangup') return next;
    step = next;
  }
  return 'done';
}

async function perform(scene: Scene, twiml: Twiml): Promise<Next> {
  for (const warning of twiml.warnings) {
    scene.call.carrier.debuggerLog.warning(12200, warning, { callSid: scene.call.sid, url: scene.base });
  }
  return performAll(scene, twiml.verbs);
}

async function performAll(scene: Scene, verbs: readonly Verb[]): Promise<Next> {
  for (const verb of verbs) {
    const next = await performers[verb.name]?.(scene, verb);
    if (scene.signal.aborted || next) return next;
  }
  return undefined;
}

async function loadWithFallback(call: Call, step: Step): Promise<{ twiml: Twiml; base: string } | undefined> {
  const loaded = await load(call, step);
  if ('twiml' in loaded) return loaded;
  call.carrier.debuggerLog.error(loaded.code, loaded.reason, { callSid: call.sid, url: loaded.url });
  if (!call.fallback || call.over) return undefined;
  const params = { ErrorCode: String(loaded.code), ErrorUrl: loaded.url };
  const second = await load(call, { target: call.fallback, params });
  if ('twiml' in second) return second;
  call.carrier.debuggerLog.error(second.code, second.reason, { callSid: call.sid, url: second.url });
  return undefined;
}

async function load(call: Call, step: Step): Promise<Loaded> {
  if ('twiml' in step) return read(step.twiml, '');
  return fetchTwiml(call, step.target, step.params ?? {});
}

async function fetchTwiml(call: Call, target: Target, params: Form): Promise<Loaded> {
  const { url } = target;
  if (!URL.canParse(url)) return { code: 11100, reason: 'the URL is not valid', url };
  const reply = await call.carrier.webhooks.request(target, { ...call.params(), ...params });
  if (!reply.reached) return { code: 11200, reason: reply.reason, url };
  if (!reply.ok) return { code: 11200, reason: `answered with ${reply.status}`, url };
  if (reply.status === 204) return { twiml: { verbs: [], warnings: [] }, base: url };
  if (!/^(text|application)\/(xml|html)\b/i.test(reply.type)) {
    return { code: 12300, reason: `the content type ${reply.type || '(none)'} is not TwiML`, url };
  }
  return read(reply.body, url);
}

function read(source: string, url: string): Loaded {
  try {
    return { twiml: parseTwiml(source), base: url };
  } catch (error) {
    if (error instanceof TwimlError) return { code: error.code, reason: error.message, url };
    throw error;
  }
}
