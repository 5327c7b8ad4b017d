/** What a request to place a call asks for, and what the carrier refuses about it. */
import type { Call, CallEvent, CallPlan, DetectionPlan, Step } from '../call.ts';
import type { Carrier } from '../context.ts';
import type { RecordingPlan } from '../recording.ts';
import { TwimlError, type Verb, parseTwiml } from '../twiml.ts';
import { E164 } from '../wire.ts';
import { badRequest } from './errors.ts';
import type { Params } from './request.ts';

const MAX_TWIML = 4000;
const EVENTS: readonly CallEvent[] = ['initiated', 'ringing', 'answered', 'completed'];
/** The carrier's published test numbers. */
const REFUSED_TO: Readonly<Record<string, [code: number, message: string]>> = {
  '+15005550001': [21217, 'Phone number does not appear to be valid'],
  '+15005550002': [21214, "'To' phone number cannot be reached"],
  '+15005550003': [21215, 'Account not authorized to call this destination. Perhaps you need to enable some international permissions'],
  '+15005550004': [21216, 'Account not allowed to call this number'],
};
const INVALID_FROM = '+15005550001';

/** @throws RestError 400 */
export function planOf(carrier: Carrier, form: Params): CallPlan {
  const to = calleeOf(form);
  const from = callerOf(carrier, form);
  const callback = form.target('StatusCallback', 21609);
  const fallback = form.target('FallbackUrl', 21205, 'FallbackMethod');
  const sendDigits = form.get('SendDigits');
  if (sendDigits !== undefined && !/^[0-9a-dA-D#*wW]{1,32}$/.test(sendDigits)) throw badRequest(20001, 'SendDigits holds a key that does not exist');
  const detection = detectionOf(form);
  const record = recordOf(form);
  return {
    to,
    from,
    direction: 'outbound-api',
    timeoutMs: form.number('Timeout', 60, 1, 600) * 1000,
    timeLimitMs: form.number('TimeLimit', 14_400, 1, 86_400) * 1000,
    ...stepOf(carrier, form),
    ...(fallback ? { fallback } : {}),
    ...(callback ? { statusCallback: { ...callback, events: eventsOf(form) } } : {}),
    ...(sendDigits ? { sendDigits } : {}),
    ...(detection ? { detection } : {}),
    ...(record ? { record } : {}),
  };
}

export function calleeOf(form: Params): string {
  const asked = form.get('To');
  if (asked === undefined) throw badRequest(21201, "No 'To' number is specified");
  if (/^(client|app):\S+$/.test(asked)) return asked;
  const to = asked.replace(/[\s().-]/g, '');
  if (!E164.test(to)) throw badRequest(21211, `The 'To' number you are calling is not a valid phone number: ${asked}`);
  const refused = REFUSED_TO[to];
  if (refused) throw badRequest(refused[0], `${refused[1]}: ${to}`);
  return to;
}

export function callerOf(carrier: Carrier, form: Params): string {
  const asked = form.get('From') ?? form.get('CallerId');
  if (asked === undefined) throw badRequest(21213, "No 'From' number is specified");
  if (asked.startsWith('client:')) return asked;
  const from = asked.replace(/[\s().-]/g, '');
  if (!E164.test(from) || from === INVALID_FROM) throw badRequest(21212, `The 'From' number ${asked} is not a valid phone number`);
  if (![...carrier.numbers.values()].some(({ number }) => number === from)) {
    throw badRequest(21210, `The source phone number provided, ${from}, is not yet verified for your account`);
  }
  return from;
}

function stepOf(carrier: Carrier, form: Params): Partial<CallPlan> {
  const application = form.get('ApplicationSid');
  if (application !== undefined) {
    const settings = carrier.applications.get(application);
    if (!settings?.['VoiceUrl']) throw badRequest(21218, `Invalid ApplicationSid: ${application}`);
    return { step: { target: { url: settings['VoiceUrl'], method: settings['VoiceMethod'] === 'GET' ? 'GET' : 'POST' } } };
  }
  const step = documentOf(form);
  if (!step) throw badRequest(21205, 'Url parameter is required');
  return { step };
}

/** The document that a request names; `Url` goes before `Twiml`. */
export function documentOf(form: Params): Step | undefined {
  const target = form.target('Url', 21205, 'Method');
  if (target) return { target };
  const twiml = form.get('Twiml');
  if (twiml === undefined) return undefined;
  if (twiml.length > MAX_TWIML) throw badRequest(20001, `Twiml is longer than ${MAX_TWIML} characters`);
  return { twiml };
}

/** The document of an update: it has no address, so nothing in it may be relative to one. @throws RestError 400/12100, 400/15004 */
export function checkUpdateTwiml(twiml: string): void {
  let verbs: Verb[];
  try {
    ({ verbs } = parseTwiml(twiml));
  } catch (error) {
    if (error instanceof TwimlError) throw badRequest(error.code, `Document parse failure: ${error.message}`);
    throw error;
  }
  const relative = verbs.find(({ attributes }) => attributes['action'] !== undefined && !URL.canParse(attributes['action']));
  if (relative) throw badRequest(15004, `The action URL of <${relative.name}> must be absolute in a call update`);
}

export function eventsOf(form: Params): Set<CallEvent> {
  const asked = form.all('StatusCallbackEvent');
  if (asked.length === 0) return new Set(['completed']);
  return new Set(EVENTS.filter((event) => asked.includes(event)));
}

export function recordOf(form: Params): RecordingPlan | undefined {
  if (!form.flag('Record', false)) return undefined;
  return recordingOf(form, 'OutboundAPI');
}

export function recordingOf(form: Params, source: string): RecordingPlan {
  const callback = form.target('RecordingStatusCallback', 13256);
  const events = form.all('RecordingStatusCallbackEvent');
  const track = form.get('RecordingTrack');
  return {
    channels: form.get('RecordingChannels') === 'dual' ? 2 : 1,
    track: track === 'inbound' || track === 'outbound' ? track : 'both',
    source,
    trim: form.get('Trim') === 'trim-silence',
    ...(callback ? { callback: { ...callback, events: new Set(events.length > 0 ? events : ['completed']) } } : {}),
  };
}

function detectionOf(form: Params): DetectionPlan | undefined {
  const mode = form.get('MachineDetection');
  if (mode === undefined) return undefined;
  if (mode !== 'Enable' && mode !== 'DetectMessageEnd') throw badRequest(20001, 'MachineDetection must be Enable or DetectMessageEnd');
  const callback = form.target('AsyncAmdStatusCallback', 21609);
  return {
    mode,
    async: form.flag('AsyncAmd', false),
    timeoutMs: form.number('MachineDetectionTimeout', 30, 3, 59) * 1000,
    ...(callback ? { callback } : {}),
  };
}

/** A date filter: a whole day for `YYYY-MM-DD`, else a moment. */
export function inRange(form: Params, name: string, wallMs: number | undefined): boolean {
  const bounds = [form.get(name), form.get(`${name}<`), form.get(`${name}>`)];
  if (bounds.every((bound) => bound === undefined)) return true;
  if (wallMs === undefined) return false;
  const [on, before, after] = bounds.map((bound) => (bound === undefined ? undefined : Date.parse(bound)));
  const day = 86_400_000;
  return (
    (on === undefined || (wallMs >= on && wallMs < on + day)) &&
    (before === undefined || wallMs <= before) &&
    (after === undefined || wallMs >= after)
  );
}

export function matches(call: Call, query: Params): boolean {
  const { plan } = call;
  const wanted: [string, string | undefined][] = [
    ['To', plan.to],
    ['From', plan.from],
    ['ParentCallSid', plan.parent?.sid],
    ['Status', restStatus(call)],
  ];
  return (
    wanted.every(([name, value]) => query.get(name) === undefined || query.get(name) === value) &&
    inRange(query, 'StartTime', call.startedAt) &&
    inRange(query, 'EndTime', call.endedAt)
  );
}

/** `initiated` is a word of the callbacks; the resource still says `queued`. */
export function restStatus(call: Call): string {
  return call.status === 'initiated' ? 'queued' : call.status;
}
