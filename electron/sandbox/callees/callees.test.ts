import { beforeAll, describe, expect, it } from 'vitest';
import { decodeMulaw, encodeMulaw, FRAME_BYTES, mulawDbfs, MULAW_SILENCE } from '#shared/audio/mulaw.ts';
import { resample, WavError, writePcmWav } from '#shared/audio/wav.ts';
import { createClock } from '#shared/domain/clock.ts';
import type { Answering, Callee, Studio } from '../types.ts';
import { createStudio } from '../voices/studio.ts';
import { calleeLines, type Callees, createCallees, PEOPLE } from './callees.ts';
import { linesOfPerson } from './mind.ts';
import { type Rehearsal, rehearse } from './rehearsal.ts';

const SURVEY = [
  'On a scale from one to ten, how happy were you with the delivery?',
  'Did your order arrive on time?',
  'What is the one thing that we should do better?',
  'Would you order from us again?',
  'Thank you very much for your time, and have a nice day.',
];
const VOICE = 'marin';

let studio: Studio;
let callees: Callees;

beforeAll(async () => {
  studio = await createStudio({ clipsDir: new URL('../../../resources/voices/', import.meta.url), synthesiser: null });
  callees = createCallees({ studio, clock: createClock(), seed: 1 });
});

function calleeOf(answering: Answering): Callee {
  if (!answering.callee) throw new Error('nobody answered');
  return answering.callee;
}

async function talk(personaId: string, seed: number, turns = SURVEY, yields = true): Promise<Rehearsal> {
  const answering = await callees.answer(personaId, { seed });
  return rehearse({ callee: calleeOf(answering), studio, voice: VOICE, turns, yields });
}

const quiet = () => new Uint8Array(FRAME_BYTES).fill(MULAW_SILENCE);
const texts = (rehearsal: Rehearsal) => rehearsal.said.map((turn) => turn.text);

describe('the directory of callees', () => {
  it('has each kind of answer, with a number of its own', () => {
    const list = callees.list();
    expect(list.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        ...['friendly', 'hurried', 'sceptical', 'hard-of-hearing', 'chatty', 'silent', 'voicemail', 'interrupter', 'hangs-up'],
        ...['busy', 'no-answer', 'declined', 'invalid'],
      ]),
    );
    expect(new Set(list.map(({ number }) => number)).size).toBe(list.length);
    for (const { id, number, name, description } of list) {
      expect(number).toMatch(/^\+1500555 ?01\d\d$/);
      expect(callees.byNumber(number)).toBe(id);
      expect(name.length * description.length).toBeGreaterThan(0);
    }
    expect(callees.byNumber('+15005550006')).toBeUndefined();
  });

  it('gives the line its outcome', async () => {
    for (const outcome of ['busy', 'no-answer', 'declined', 'invalid'] as const) {
      const answering = await callees.answer(outcome, { seed: 1 });
      expect(answering).toMatchObject({ outcome });
      expect(answering.callee).toBeUndefined();
    }
    await expect(callees.answer('nobody')).rejects.toThrow(RangeError);
  });

  it('has every line rendered ahead', async () => {
    for (const { voice, text } of calleeLines()) expect(await studio.speak(text, voice)).toMatchObject({ voice, text });
  });

  it('tells people from machines, people quickly', async () => {
    const friendly = await callees.answer('friendly', { seed: 3 });
    expect(friendly.detection.answeredBy).toBe('human');
    expect(friendly.detection.afterMs).toBeLessThan(4000);
    const machine = await callees.answer('voicemail', { seed: 3 });
    expect(machine.detection).toMatchObject({ answeredBy: 'machine' });
    expect(machine.detection.greetingEndMs).toBeGreaterThan(machine.detection.afterMs);
  });
});

describe('people on the line', () => {
  it.each(PEOPLE.filter(({ id }) => id !== 'hangs-up').map(({ id }) => id))(
    '%s takes turns, says its own lines, and ends the call after a goodbye',
    async (id) => {
      const person = PEOPLE.find((one) => one.id === id)!;
      for (const seed of [1, 2]) {
        const rehearsal = await talk(id, seed);
        expect(rehearsal.hungUp).toBe(true);
        expect(rehearsal.lengthMs).toBeLessThan(100_000);
        expect(rehearsal.said.length).toBeGreaterThan(4);
        const own = linesOfPerson(person).join(' ');
        for (const text of texts(rehearsal)) expect(own, `${id}: ${text}`).toContain(text);
        expect(person.goodbyes.join(' ') + person.leaves.join(' ')).toContain(texts(rehearsal).at(-1));
      }
    },
  );

  it('answer what was asked', async () => {
    const rehearsal = await talk('friendly', 5);
    const answers = texts(rehearsal).join(' | ');
    expect(answers).toMatch(/nine|eight/);
    expect(answers).toContain('on time');
    expect(answers).toContain('message before the driver comes');
    const appointment = [
      'Can you come at that time?',
      'We look forward to seeing you on Thursday the fourteenth at half past ten. Take care, and goodbye.',
    ];
    const other = await rehearse({ callee: calleeOf(await callees.answer('friendly', { seed: 5 })), studio, voice: 'cedar', turns: appointment });
    expect(texts(other).join(' | ')).toContain('that time works well for me');
  });

  it('wait for the end of a turn before they answer, then not for long', async () => {
    const rehearsal = await talk('friendly', 8);
    const replies = rehearsal.told.slice(0, -1).map((turn) => {
      const reply = rehearsal.said.find((one) => one.fromMs > turn.fromMs);
      return (reply?.fromMs ?? Infinity) - turn.toMs;
    });
    for (const ms of replies) {
      expect(ms).toBeGreaterThan(200);
      expect(ms).toBeLessThan(2000);
    }
  });

  it('say the same words for the same seed and the same things heard', async () => {
    const [first, second, other] = [await talk('friendly', 11), await talk('friendly', 11), await talk('friendly', 12)];
    expect(Buffer.from(second.audio).equals(Buffer.from(first.audio))).toBe(true);
    expect(texts(second)).toEqual(texts(first));
    expect(Buffer.from(other.audio).equals(Buffer.from(first.audio))).toBe(false);
  });

  it('ask again when they hear what they do not know', async () => {
    const foreign = encodeMulaw(resample(decodeMulaw((await studio.speak(SURVEY[0]!, VOICE)).mulaw), 9600, 8000));
    const strange: Studio = { ...studio, speak: async (text, voice) => ({ text, voice, words: [], mulaw: foreign }) };
    const rehearsal = await rehearse({
      callee: calleeOf(await callees.answer('friendly', { seed: 2 })),
      studio: strange,
      voice: VOICE,
      turns: ['anything'],
    });
    const unclear = PEOPLE.find(({ id }) => id === 'friendly')!.answers.unclear.join(' ');
    expect(texts(rehearsal).some((text) => unclear.includes(text))).toBe(true);
  });

  it('lose patience with silence, and leave', async () => {
    const rehearsal = await talk('hurried', 4, []);
    expect(rehearsal.hungUp).toBe(true);
    expect(rehearsal.said.length).toBeGreaterThanOrEqual(3);
    expect(rehearsal.lengthMs).toBeLessThan(40_000);
  });

  it('hang up sooner or later on somebody who never stops talking', async () => {
    const endless = Array.from({ length: 8 }, () => SURVEY.slice(0, 4).join(' '));
    const rehearsal = await talk('interrupter', 4, endless, false);
    expect(rehearsal.hungUp).toBe(true);
    expect(rehearsal.lengthMs).toBeLessThan(110_000);
  });

  it('sound like a live line between their words, never like digital silence', async () => {
    const { audio, said } = await talk('friendly', 6);
    const before = audio.subarray(0, (said[0]!.fromMs - 100) * 8);
    expect(mulawDbfs(before)).toBeGreaterThan(-75);
    expect(mulawDbfs(before)).toBeLessThan(-55);
  });
});

describe('special manners', () => {
  it('the interrupter cuts in 1 to 1.5 s into a turn', async () => {
    const rehearsal = await talk('interrupter', 3);
    const cuts = rehearsal.said.flatMap((turn) => {
      const during = rehearsal.told.find((line) => turn.fromMs > line.fromMs && turn.fromMs < line.toMs + 20);
      return during ? [turn.fromMs - during.fromMs] : [];
    });
    expect(cuts.length).toBeGreaterThan(0);
    for (const ms of cuts) expect(Math.abs(ms - 1250)).toBeLessThan(450);
  });

  it('the hard of hearing speak loudly and ask to repeat', async () => {
    const loud = await talk('hard-of-hearing', 3);
    const normal = await talk('friendly', 3);
    const level = ({ audio, said }: Rehearsal) => mulawDbfs(audio.subarray(said[1]!.fromMs * 8, said[1]!.toMs * 8));
    expect(level(loud)).toBeGreaterThan(level(normal) + 3);
    expect(texts(loud).join(' ')).toMatch(/repeat|say (it|that) again|What did you say/);
  });

  it('the line of one goes dead in the middle of a sentence', async () => {
    const rehearsal = await talk('hangs-up', 3);
    expect(rehearsal.hungUp).toBe(true);
    const last = rehearsal.said.at(-1)!;
    expect(last.toMs).toBeGreaterThan(rehearsal.lengthMs - 200);
    expect(linesOfPerson(PEOPLE.find(({ id }) => id === 'hangs-up')!)).not.toContain(last.text);
  });

  it('the silent one says nothing, or a late hello, and hangs up', async () => {
    const several = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => talk('silent', seed)));
    for (const { said, lengthMs, hungUp } of several) {
      expect(hungUp).toBe(true);
      expect(lengthMs).toBeLessThan(25_000);
      expect(said.length).toBeLessThanOrEqual(1);
      if (said[0]) expect(said[0]).toMatchObject({ text: 'Hello?', fromMs: expect.toSatisfy((ms: number) => ms > 8000) });
    }
    expect(new Set(several.map(({ said }) => said.length)).size).toBe(2);
  });

  it('voicemail greets, beeps, listens, and ends after silence', async () => {
    const answering = await callees.answer('voicemail', { seed: 2 });
    const endMs = answering.detection.greetingEndMs!;
    const rehearsal = await rehearse({ callee: calleeOf(answering), studio, voice: VOICE, turns: [] });
    expect(texts(rehearsal).join(' ')).toContain('leave a message after the tone');
    const tone = rehearsal.audio.subarray((endMs - 350) * 8, (endMs - 100) * 8);
    expect(mulawDbfs(tone)).toBeGreaterThan(-20);
    expect(mulawDbfs(rehearsal.audio.subarray((endMs + 60) * 8, (endMs + 1000) * 8))).toBeLessThan(-55);
    expect(rehearsal.lengthMs - endMs).toBeLessThan(7000);
  });
});

describe('a callee who plays a file', () => {
  const tone = (rate: number, seconds: number) =>
    Int16Array.from({ length: rate * seconds }, (_, i) => 8000 * Math.sin((2 * Math.PI * 500 * i) / rate));

  it.each([
    [8000, 1],
    [44_100, 2],
    [48_000, 1],
  ])('plays it after four silent seconds: %i Hz, %i channels', async (rate, channels) => {
    const file = writePcmWav({ sampleRate: rate, channels: Array.from({ length: channels }, () => tone(rate, 2)) });
    const callee = calleeOf(await callees.answer('friendly', { audio: file, seed: 1 }));
    const frames: Uint8Array[] = [];
    for (let hungUp = false; !hungUp && frames.length < 3000;) {
      const { frame, hangUp } = callee.tick(quiet());
      frames.push(frame);
      hungUp = hangUp;
    }
    const audio = new Uint8Array(Buffer.concat(frames));
    expect(mulawDbfs(audio.subarray(0, 3900 * 8))).toBeLessThan(-55);
    expect(mulawDbfs(audio.subarray(4100 * 8, 5900 * 8))).toBeGreaterThan(-17);
    expect(mulawDbfs(audio.subarray(6100 * 8))).toBeLessThan(-55);
    expect(studio.recognise(audio)).toEqual({ understood: false });
    expect(frames.length * 20).toBeLessThan(40_000);
  });

  it('waits for the greeting of the other side, and hangs up 8 s after its answer', async () => {
    const file = writePcmWav({ sampleRate: 16_000, channels: [tone(16_000, 1)] });
    const callee = calleeOf(await callees.answer('friendly', { audio: file, seed: 1 }));
    const rehearsal = await rehearse({ callee, studio, voice: VOICE, turns: ['Hello.', 'Thank you very much for your time, and have a nice day.'] });
    expect(rehearsal.said).toHaveLength(1);
    expect(rehearsal.said[0]!.fromMs).toBeGreaterThan(rehearsal.told[0]!.toMs);
    expect(rehearsal.hungUp).toBe(true);
    const quietMs = rehearsal.lengthMs - rehearsal.told[1]!.toMs;
    expect(Math.abs(quietMs - 8000)).toBeLessThan(600);
  });

  it('refuses what is no WAV', async () => {
    await expect(callees.answer('friendly', { audio: new Uint8Array(100) })).rejects.toThrow(WavError);
  });
});
