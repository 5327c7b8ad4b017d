import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exampleInstructions, practiceLines, practiceScenarios } from '../practice-lines.ts';
import { readBrief } from './brief.ts';
import { reply } from './reply.ts';
import { UNINTELLIGIBLE } from './turn.ts';
import type { Turn } from './turn.ts';

const TOOLS = [{ name: 'end_call' }];
const texts = new Map(practiceScenarios().map((scenario) => [scenario.scenario_id, exampleInstructions(scenario)]));

/** Plays a call: what the AI says after its greeting, for each thing that is said to it. A line with `!` is a hidden instruction. */
function play(scenario: string, lines: readonly string[]) {
  const instructions = texts.get(scenario) ?? scenario;
  const turns: Turn[] = [];
  const said: string[] = [];
  let ended = false;
  for (const line of ['', ...lines]) {
    if (line.startsWith('!')) turns.push({ role: 'system', text: line.slice(1) });
    else if (line !== '') turns.push({ role: 'user', text: line });
    const answer = reply({ instructions, turns, tools: TOOLS });
    const text = answer.sentences.join(' ');
    turns.push({ role: 'assistant', text, cut: false });
    said.push(text);
    ended = answer.call?.name === 'end_call';
    if (ended) break;
  }
  return { said, last: said.at(-1) ?? '', ended };
}

describe('a built-in scenario', () => {
  test('is greeted, asked in order and closed when its goal is met', () => {
    const { said, ended } = play('sales', [
      'Yes, go ahead.',
      'I own it.',
      'About twenty years.',
      'Yes, the bedroom.',
      'Why not.',
      'Thursday, please.',
    ]);
    expect(said[0]).toContain('this is Maya, an AI assistant calling for Brightside Energy');
    expect(said[1]).toContain('Do you own your home');
    expect(said[2]).toContain('how old is your heating system');
    expect(said[4]).toContain('exactly the kind of thing');
    expect(said[5]).toContain('Tuesday or Thursday');
    expect(said[6]).toContain('an adviser will confirm the time');
    expect(ended).toBe(true);
  });

  test.each([
    ['sales', ['I am busy right now.'], 'I will not keep you'],
    ['sales', ['Yes', 'I own it', 'Ten years', 'No', 'No thank you.'], 'I will leave it there'],
    ['sales', ['Yes', 'Please do not call me again.'], 'taken you off our list'],
    ['sales', ['Yes', "I'm not interested.", 'No.'], 'I will leave it there'],
    ['support', ['Yes', 'Yes, it works again.'], 'I will close the ticket'],
    ['support', ['Yes', 'I want to talk to a human.'], 'call you back within the hour'],
    ['appointment-reminder', ['Yes, that is me.', "No, I can't."], 'freed the old time'],
    ['appointment-reminder', ['No, you have the wrong number.'], 'ask the clinic to check the number'],
    ['survey', ['No, sorry.'], 'Thank you for picking up anyway'],
    ['survey', ['Yes', 'Eight', 'Yes', 'Nothing really', 'Of course'], 'Those were all my questions'],
    ['payment-reminder', ['Yes', 'I already paid that.'], 'look for your payment'],
    ['wrong-number-recovery', ['There is nobody here by that name.'], 'taken this number off our list'],
    ['support', ['Hi, you have reached Bob. Please leave a message after the tone.'], 'This is Daniel, the AI assistant of Northwind'],
  ])('%s: after %j it closes with "%s"', (scenario, lines, closing) => {
    const { said, ended } = play(scenario, lines);
    expect(said.join(' ')).toContain(closing);
    expect(ended).toBe(true);
  });

  test.each([
    ['Who is this?', 'This is Maya, an AI assistant calling for Brightside Energy.'],
    ['Are you a robot?', 'Yes, I am an AI assistant.'],
    ['How much does it cost?', 'The energy check is free'],
    ['How did you get my number?', 'You left your number on our website'],
    ['Sorry, could you repeat that?', 'Of course, I will say it again.'],
    ['Hold on a second.', 'take your time'],
    ['Hold on, hold on. Who did you say you are?', 'This is Maya, an AI assistant'],
    ['What is the capital of France?', 'I would rather not guess'],
    [UNINTELLIGIBLE, 'I did not catch that'],
    ['Hello?', 'Is now a good moment'],
    ['I am in a hurry, make it quick.', 'I will be brief. Do you own your home'],
    ['Is this a scam?', 'It is right to be careful'],
  ])('answers %j with "%s" and goes on', (utterance, words) => {
    const { last, ended } = play('sales', [utterance]);
    expect(last).toContain(words);
    expect(ended).toBe(false);
  });

  test('asks again when what was said answers nothing, and gives up kindly on a line that cannot be understood', () => {
    const chat = 'You know my sister went to the seaside with her three lovely dogs and the weather was simply wonderful all week';
    expect(play('sales', ['Yes', 'Own', 'Ten years', chat]).last).toContain('Coming back to my question. Do you feel cold');
    const { said, ended } = play(
      'sales',
      Array.from({ length: 5 }, () => UNINTELLIGIBLE),
    );
    expect(said.join(' ')).toContain('I cannot understand you on this line.');
    expect(ended).toBe(true);
  });

  test('a question that was cut off is asked again, an answer that was heard is not', () => {
    const instructions = texts.get('sales') ?? '';
    const greeting = reply({ instructions, turns: [], tools: [] }).sentences.join(' ');
    const turns: Turn[] = [
      { role: 'assistant', text: greeting, cut: false },
      { role: 'user', text: 'Yes' },
      { role: 'assistant', text: 'Great. Do you own', cut: true },
      { role: 'user', text: 'One thing, are you a robot?' },
    ];
    const next = reply({ instructions, turns, tools: [] }).sentences.join(' ');
    expect(next).toContain('Yes, I am an AI assistant.');
    const resumed = reply({ instructions, turns: turns.slice(0, 3), direction: 'Your last answer broke off. Go on from there.', tools: [] });
    expect(resumed.sentences.join(' ')).toBe('Do you own your home, or do you rent it?');
  });

  test('an answer that ends the call is said to its end, however often somebody cuts in', () => {
    const instructions = texts.get('wrong-number-recovery') ?? '';
    const greeting = reply({ instructions, turns: [], tools: [] }).sentences.join(' ');
    const turns: Turn[] = [
      { role: 'assistant', text: greeting, cut: false },
      { role: 'user', text: 'Yes, yes, that is me.' },
      { role: 'assistant', text: 'Oh good, then I', cut: true },
      { role: 'user', text: 'Wait, stop. What is this about?' },
      { role: 'assistant', text: 'It is only about a library', cut: true },
      { role: 'user', text: 'Hold on, hold on. Who did you say you are?' },
    ];
    const next = reply({ instructions, turns, tools: [] }).sentences.join(' ');
    expect(next).toMatch(/^This is Iris.* Oh good, then I have the right number\. .*[Gg]oodbye\.$/);
    expect(next).not.toContain('Do you know');
  });
});

describe('a hidden instruction', () => {
  test.each([
    ['Offer a 10% discount', 'I can offer you a 10% discount.'],
    ['Tell them that we close at five', 'We close at five.'],
    ['Please ask for her email address.', 'Could you give me your email address?'],
    ['Ask whether he has solar panels', 'May I ask whether you have solar panels?'],
    ['Apologise for the noise', 'I am sorry for the noise.'],
    ['Mention the warranty', 'I should also mention the warranty.'],
    ['Say "We can do Sunday as well."', 'We can do Sunday as well.'],
    ['Instruction from the supervisor, never to be read out: upgrade the customer to premium', 'I can upgrade you to premium.'],
    ['Note from the supervisor: The price is nine dollars', 'The price is nine dollars.'],
  ])('%j becomes "%s"', (instruction, spoken) => {
    const { last } = play('sales', ['Yes', `!${instruction}`]);
    expect(last).toContain(spoken);
    expect(last).not.toMatch(/supervisor|instruction|told/i);
  });

  test('about an answering machine is followed by the voicemail text and the end', () => {
    const { last, ended } = play('support', [
      '!An answering machine has picked up. When its greeting is over, say the voicemail text once, then end the call. Do not wait for an answer.',
    ]);
    expect(last).toMatch(/^This is Daniel, the AI assistant of Northwind Broadband, about your open ticket\./);
    expect(ended).toBe(true);
  });

  test('that only tells how things are is not read out', () => {
    expect(play('sales', ['Yes', '!The caller sounds tired. If they ask for a discount, offer ten percent.']).last).toBe(
      'Do you own your home, or do you rent it?',
    );
  });

  test('is followed once, between the reaction and the next question', () => {
    const instructions = texts.get('sales') ?? '';
    const turns: Turn[] = [
      { role: 'assistant', text: reply({ instructions, turns: [], tools: [] }).sentences.join(' '), cut: false },
      { role: 'system', text: 'Mention the warranty' },
      { role: 'user', text: 'Yes' },
    ];
    const first = reply({ instructions, turns, tools: [] }).sentences;
    expect(first.slice(1)).toEqual(['I should also mention the warranty.', 'Do you own your home, or do you rent it?']);
    const later: Turn[] = [...turns, { role: 'assistant', text: first.join(' '), cut: false }, { role: 'user', text: 'I own it' }];
    expect(reply({ instructions, turns: later, tools: [] }).sentences.join(' ')).not.toContain('warranty');
  });

  test('to end the call ends it without a false promise', () => {
    const { last, ended } = play('sales', ['Yes', '!Wrap up the call']);
    expect(last).toContain('Goodbye.');
    expect(last).not.toContain('confirm the time');
    expect(ended).toBe(true);
  });
});

describe('free text', () => {
  test('gives a persona with a name, a company and questions made of its goals', () => {
    const text =
      'You are an aggressive negotiator named Mike from Titan Supply. Your goal is to negotiate a lower price for steel. Ask about their delivery times. Find out whether they offer bulk discounts.';
    const brief = readBrief(text);
    expect(brief).toMatchObject({ name: 'Mike', company: 'Titan Supply' });
    expect(brief.questions.map((question) => question.text)).toEqual([
      'Could we agree on a lower price for steel?',
      'Could you tell me about your delivery times?',
      'May I ask whether you offer bulk discounts?',
    ]);
    expect(play(text, []).last).toContain('This is Mike, an AI assistant calling for Titan Supply.');
  });

  test('answers from its facts', () => {
    const text = 'Call the customer and sell our premium coffee. It costs twelve dollars a month. It is delivered every two weeks. Be friendly.';
    const { said } = play(text, ['Hello', 'How often is it delivered?']);
    expect(said[0]).toContain('I can offer you our premium coffee.');
    expect(said[2]).toContain('It is delivered every two weeks.');
    expect(play(text, ['No, thanks']).last).toContain('Goodbye.');
  });
});

const utterance = fc.oneof(
  fc.constantFrom(
    'Yes',
    'No',
    UNINTELLIGIBLE,
    '',
    'Hello?',
    'Who is this?',
    'How much?',
    'Bye',
    'I am busy',
    'Not interested',
    'What?',
    'Why?',
    'wrong number',
    'I rent',
  ),
  fc.string({ maxLength: 60 }),
);

test('any instructions and any conversation give a reply, always the same, and never an error', () => {
  const turn: fc.Arbitrary<Turn> = fc.oneof(
    utterance.map((text): Turn => ({ role: 'user', text })),
    fc.tuple(utterance, fc.boolean()).map(([text, cut]): Turn => ({ role: 'assistant', text, cut })),
    utterance.map((text): Turn => ({ role: 'system', text })),
    fc.constant<Turn>({ role: 'tool', name: 'end_call', text: '{}' }),
  );
  const instructions = fc.oneof(fc.string({ maxLength: 300 }), fc.lorem({ mode: 'sentences' }), fc.constantFrom(...texts.values()));
  fc.assert(
    fc.property(
      instructions,
      fc.array(turn, { maxLength: 12 }),
      fc.option(fc.string({ maxLength: 80 }), { nil: undefined }),
      (text, turns, direction) => {
        const request = { instructions: text, turns, direction, tools: TOOLS };
        const answer = reply(request);
        expect(answer.sentences.length + (answer.call ? 1 : 0)).toBeGreaterThan(0);
        expect(answer.sentences.every((sentence) => sentence.trim() !== '')).toBe(true);
        expect(reply(request)).toEqual(answer);
      },
    ),
    { numRuns: 500 },
  );
});

test('whatever is said in a built-in scenario, the answer is among the lines that were rendered ahead, and the call ends', () => {
  const lines = new Set(practiceLines().map(({ text }) => text));
  expect(lines.size).toBeGreaterThan(200);
  fc.assert(
    fc.property(fc.constantFrom(...texts.keys()), fc.array(utterance, { minLength: 45, maxLength: 45 }), (scenario, said) => {
      const instructions = texts.get(scenario) ?? '';
      const turns: Turn[] = [];
      let ended = false;
      for (const text of said) {
        const answer = reply({ instructions, turns, tools: TOOLS });
        for (const sentence of answer.sentences) expect(lines).toContain(sentence);
        if (answer.call) {
          ended = true;
          break;
        }
        turns.push({ role: 'assistant', text: answer.sentences.join(' '), cut: false }, { role: 'user', text });
      }
      expect(ended).toBe(true);
    }),
    { numRuns: 200 },
  );
});
