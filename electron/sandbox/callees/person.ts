/** A person on an answered line: takes turns by listening, thinks before answering, gives way, loses patience, says goodbye. All time is line time. */
import { FRAME_MS } from '#shared/audio/mulaw.ts';
import type { Callee, Speech, Studio } from '../types.ts';
import { createEar } from './ear.ts';
import { createMind, type Reply } from './mind.ts';
import { createMouth } from './mouth.ts';
import type { Person } from './persona.ts';
import { createRandom } from './random.ts';

/** After the last word, until the receiver is down. */
const HANG_UP_MS = 500;
/** Whoever leaves first lets the other side say goodbye too, but not for ever. */
const LEAVE_WAIT_MS = 2500;
const LEAVE_MOST_MS = 8000;
/** However the talk goes, it ends soon after the time that the person has for it. */
const OVERTIME_MS = 10_000;
/** A bit of a word is no turn: they were cut off, and will speak again. */
const FRAGMENT_MS = 800;
/** Whoever is being talked to already when they pick up does not say hello. */
const SPOKEN_TO_MS = 120;

export type PersonOnLine = { callee: Callee; greetAfterMs: number; greetingMs: number };

type Plan = { reply: Reply; dueMs: number };

/** @param opening is spoken first; every other line is prepared while the talk goes on. */
export async function answerAs(person: Person, lines: readonly string[], studio: Studio, seed: number): Promise<PersonOnLine> {
  const words = createRandom(seed);
  const times = createRandom(seed ^ 0x5bd1e995);
  const { manner } = person;
  const mind = createMind(person, words);
  const ear = createEar();
  const mouth = createMouth(createRandom(seed ^ 0x2545f491), manner.gainDb);
  const prepared = new Map<string, Speech>();
  const prepare = async (text: string): Promise<Speech> => {
    const speech = await studio.speak(text, person.voice);
    prepared.set(text, speech);
    return speech;
  };

  const opening = mind.opening();
  const greeting = opening === undefined ? undefined : await prepare(opening);
  const greetAfterMs = times.within(manner.greetAfterMs);
  const talkMs = times.within(manner.talkMs);
  const drop = manner.dropsDuring && { utterance: manner.dropsDuring.utterance, afterMs: times.within(manner.dropsDuring.afterMs) };
  let failed = false;
  for (const line of lines) void prepare(line).catch(() => (failed = true));

  let nowMs = 0;
  let quietSinceMs = 0;
  let utterances = 0;
  let interruptionsLeft = manner.interrupts ? times.within(manner.interrupts.times) : 0;
  let interruptAtMs = Infinity;
  let overlapMs = 0;
  let plan: Plan | undefined = opening === undefined ? undefined : { reply: { text: opening, next: 'talk' }, dueMs: greetAfterMs };
  /** Set when the last words were said. */
  let leaving: { waitMs: number; mostMs: number; sinceMs: number } | undefined;
  let stage: Reply['next'] = 'talk';

  const intend = (reply: Reply, afterMs: number): void => {
    if (stage === 'talk') plan = { reply, dueMs: nowMs + afterMs };
  };

  const begin = (reply: Reply): void => {
    plan = undefined;
    const speech = prepared.get(reply.text);
    // A voice that cannot speak the line is a line without words: the turn passes.
    if (speech) mouth.say(speech.mulaw);
    stage = reply.next;
    overlapMs = 0;
    utterances++;
  };

  const listen = (heard: Uint8Array): void => {
    const event = ear.tick(heard);
    if (event?.type === 'began' && !mouth.speaking) {
      // They go on: what was about to be said waits for the end of their turn. A greeting is said all the same.
      if (plan && utterances > 0 && plan.reply.next === 'talk') plan = undefined;
      if (interruptionsLeft > 0 && utterances > 0 && manner.interrupts) interruptAtMs = times.within(manner.interrupts.afterMs);
    }
    if (event?.type !== 'ended') return;
    interruptAtMs = Infinity;
    quietSinceMs = nowMs;
    const turn = ear.takeTurn();
    if (mouth.speaking || leaving || stage !== 'talk' || utterances === 0) return;
    const heardNow = studio.recognise(turn);
    if (!heardNow.understood && event.voiceMs < FRAGMENT_MS) return;
    const reply = nowMs > talkMs ? mind.leave() : mind.reply(heardNow.understood ? heardNow.text : undefined);
    intend(reply, times.within(manner.thinkMs));
  };

  const interrupt = (): void => {
    if (ear.theySpokeMs < interruptAtMs || mouth.speaking) return;
    const text = mind.interruption();
    interruptAtMs = Infinity;
    interruptionsLeft--;
    if (text !== undefined) begin({ text, next: 'talk' });
  };

  const giveWay = (): void => {
    overlapMs = ear.theySpeak ? overlapMs + FRAME_MS : 0;
    if (stage === 'talk' && overlapMs >= manner.yieldAfterMs) mouth.stop();
  };

  const loseThread = (): void => {
    if (plan || mouth.speaking || leaving) return;
    if (nowMs > talkMs + OVERTIME_MS) intend(mind.leave(), 0);
    else if (!ear.theySpeak && nowMs - quietSinceMs > manner.patienceMs) intend(mind.nudge(), 0);
  };

  const speak = (): void => {
    if (!plan || mouth.speaking || nowMs < plan.dueMs) return;
    if (utterances === 0 && ear.theySpokeMs >= SPOKEN_TO_MS) {
      plan = undefined;
      utterances++;
      return;
    }
    if (prepared.has(plan.reply.text) || failed) begin(plan.reply);
  };

  const hangsUp = (): boolean => {
    if (drop && utterances === drop.utterance && mouth.speaking && mouth.saidMs >= drop.afterMs) return true;
    if (mouth.speaking || plan || stage === 'talk') return false;
    leaving ??= {
      waitMs: stage === 'farewell' ? HANG_UP_MS : LEAVE_WAIT_MS,
      mostMs: stage === 'farewell' ? LEAVE_WAIT_MS : LEAVE_MOST_MS,
      sinceMs: nowMs,
    };
    if (ear.theySpeak) quietSinceMs = nowMs;
    const goneMs = nowMs - leaving.sinceMs;
    return goneMs >= leaving.mostMs || (goneMs >= leaving.waitMs && !ear.theySpeak && nowMs - quietSinceMs >= HANG_UP_MS);
  };

  const callee: Callee = {
    tick(heard) {
      nowMs += FRAME_MS;
      listen(heard);
      interrupt();
      if (mouth.speaking) giveWay();
      loseThread();
      speak();
      const wasSpeaking = mouth.speaking;
      const frame = mouth.frame();
      if (wasSpeaking) quietSinceMs = nowMs;
      return { frame, hangUp: hangsUp() };
    },
    close() {
      prepared.clear();
      plan = undefined;
    },
  };
  return { callee, greetAfterMs, greetingMs: (greeting?.mulaw.length ?? 0) / 8 };
}
