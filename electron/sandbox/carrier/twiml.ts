/** Reads TwiML: which verbs, nouns and attributes there are, and what is wrong with a document. */
import { type XmlElement, XmlError, parseXml } from './xml.ts';

export type Verb = XmlElement;

export type Twiml = {
  verbs: Verb[];
  /** What the schema does not know (12200). The carrier ignores those parts and goes on. */
  warnings: string[];
};

export class TwimlError extends Error {
  override name = 'TwimlError';
  readonly code = 12100;
}

const CALLBACK = ['statusCallback', 'statusCallbackMethod', 'statusCallbackEvent'];
const RECORDING_CALLBACK = ['recordingStatusCallback', 'recordingStatusCallbackMethod', 'recordingStatusCallbackEvent'];

/** Attributes by element; children by parent follow below. Source: the type definitions of the carrier's own client library. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  Say: ['voice', 'language', 'loop'],
  Play: ['loop', 'digits'],
  Pause: ['length'],
  Gather: [
    ...['input', 'action', 'method', 'timeout', 'numDigits', 'finishOnKey', 'speechTimeout', 'speechModel', 'enhanced', 'hints'],
    ...['language', 'partialResultCallback', 'partialResultCallbackMethod', 'actionOnEmptyResult', 'bargeIn', 'profanityFilter'],
    ...['maxSpeechTime', 'dtmfDetection', 'debug'],
  ],
  Redirect: ['method'],
  Hangup: [],
  Reject: ['reason'],
  Record: [
    ...['action', 'method', 'timeout', 'finishOnKey', 'maxLength', 'playBeep', 'trim', 'transcribe', 'transcribeCallback'],
    ...RECORDING_CALLBACK,
  ],
  Dial: [
    ...['action', 'answerOnBridge', 'callerId', 'callReason', 'hangupOnStar', 'method', 'record', 'recordingTrack', 'referMethod'],
    ...['referUrl', 'ringTone', 'sequential', 'timeLimit', 'timeout', 'trim', ...RECORDING_CALLBACK],
  ],
  Number: ['url', 'method', 'sendDigits', 'machineDetection', 'byoc', ...CALLBACK],
  Client: ['url', 'method', ...CALLBACK],
  Identity: [],
  Conference: [
    ...['beep', 'coach', 'endConferenceOnExit', 'eventCallbackUrl', 'jitterBufferSize', 'maxParticipants', 'muted', 'participantLabel'],
    ...['record', 'region', 'startConferenceOnEnter', 'trim', 'waitUrl', 'waitMethod', ...CALLBACK, ...RECORDING_CALLBACK],
  ],
  Connect: ['action', 'method'],
  Start: ['action', 'method'],
  Stop: [],
  Stream: ['url', 'name', 'track', 'statusCallback', 'statusCallbackMethod'],
  Recording: ['channels', 'track', 'trim', ...RECORDING_CALLBACK],
  Parameter: ['name', 'value'],
};

const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  Response: ['Say', 'Play', 'Pause', 'Gather', 'Redirect', 'Hangup', 'Reject', 'Record', 'Dial', 'Connect', 'Start', 'Stop'],
  Gather: ['Say', 'Play', 'Pause'],
  Dial: ['Number', 'Client', 'Conference'],
  Client: ['Identity', 'Parameter'],
  Connect: ['Stream'],
  Start: ['Stream', 'Recording'],
  Stop: ['Stream'],
  Stream: ['Parameter'],
};

/** Attributes of the real carrier that this one takes without acting on them. */
const WITHOUT_EFFECT: Readonly<Record<string, readonly string[]>> = {
  Gather: ['partialResultCallback'],
  Record: ['transcribe', 'transcribeCallback'],
  Dial: ['referUrl', 'ringTone', 'sequential'],
  Number: ['byoc', 'machineDetection'],
  Conference: ['record', 'waitUrl'],
};

/** Of these the attribute set is closed; speech mark-up inside Say is passed over without a word. */
const OPAQUE = new Set(['Say']);

/** @throws TwimlError, and nothing else, when the text is no TwiML document. */
export function parseTwiml(source: string): Twiml {
  let root: XmlElement;
  try {
    root = parseXml(source);
  } catch (error) {
    if (error instanceof XmlError) throw new TwimlError(error.message);
    throw error;
  }
  if (root.name !== 'Response') throw new TwimlError(`the document element is <${root.name}>, not <Response>`);
  const warnings: string[] = [];
  return { verbs: known(root, warnings), warnings };
}

function known(parent: XmlElement, warnings: string[]): XmlElement[] {
  const allowed = CHILDREN[parent.name] ?? [];
  return parent.children.flatMap((child) => {
    if (!allowed.includes(child.name)) {
      if (!OPAQUE.has(parent.name)) warnings.push(`<${child.name}> is not known inside <${parent.name}>`);
      return [];
    }
    const names = ATTRIBUTES[child.name] ?? [];
    for (const name of Object.keys(child.attributes)) {
      if (!names.includes(name)) warnings.push(`<${child.name}> has no attribute ${name}`);
      // An empty or negative value asks for what happens anyway.
      const asked = !['', 'false', 'do-not-record'].includes(child.attributes[name] ?? '');
      if (asked && WITHOUT_EFFECT[child.name]?.includes(name)) warnings.push(`${name} of <${child.name}> has no effect on this carrier`);
    }
    return [{ ...child, children: known(child, warnings) }];
  });
}

/** What a verb says, without the line breaks and indentation of its document. */
export function spokenText(verb: Verb): string {
  return verb.text.replace(/\s+/g, ' ').trim();
}

export function text(verb: Verb, name: string): string | undefined {
  return Object.hasOwn(verb.attributes, name) ? verb.attributes[name] : undefined;
}

export function number(verb: Verb, name: string, otherwise: number): number {
  const value = Number(text(verb, name) ?? Number.NaN);
  return Number.isFinite(value) && value >= 0 ? value : otherwise;
}

export function flag(verb: Verb, name: string, otherwise: boolean): boolean {
  const value = text(verb, name);
  return value === undefined ? otherwise : value === 'true';
}

export function method(verb: Verb, name = 'method'): 'GET' | 'POST' {
  return text(verb, name)?.toUpperCase() === 'GET' ? 'GET' : 'POST';
}
