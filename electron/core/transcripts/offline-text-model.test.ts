import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnalysisRequest, ConversationLine } from '#core/ports/text-model.ts';
import { analyse, mentions } from './offline-text-model.ts';

const talk = (...texts: string[]): ConversationLine[] =>
  texts.map((text, i) => ({ speaker: i % 2 === 0 ? 'agent' : 'customer', text, start_ms: i * 2000, end_ms: i * 2000 + 1500 }));
const request = (lines: ConversationLine[], goals: AnalysisRequest['scenario']['goals'] = [], state = 'completed'): AnalysisRequest => ({
  lines,
  scenario: { name: 'Sales', goals },
  state,
});

describe('the offline analysis', () => {
  it('reads a pricing conversation', () => {
    const goals = [{ id: 'demo', description: 'A demo is agreed', said: ['book a demo', 'see a demo'] }];
    const result = analyse(
      request(
        talk(
          'Hello! How can I help you today?',
          'I’m interested in your pricing, how much is it per month?',
          'Forty nine dollars.',
          'Great, thanks, I would like to see a demo.',
        ),
        goals,
      ),
    );
    expect(result).toMatchObject({
      sentiment: 'positive',
      customer_intent: 'pricing_inquiry',
      resolution: 'resolved',
      goals_met: ['demo'],
      resolution_quality: 1,
    });
    expect(result.key_topics[0]).toBe('pricing');
    expect(result.tags).toContain('pricing');
    expect(result.summary).toContain('Goals met: 1 of 1');
  });

  it('hears anger, refusals and requests for a person', () => {
    expect(analyse(request(talk('Hello.', 'This is ridiculous, stop calling me.'))).customer_intent).toBe('opt_out');
    expect(analyse(request(talk('Hello.', 'This is terrible, I am angry.'))).sentiment).toBe('negative');
    expect(analyse(request(talk('Hello.', 'It is not good.'))).sentiment).toBe('negative');
    expect(analyse(request(talk('Hello.', 'I want to speak to a person.'))).resolution).toBe('escalated');
    expect(analyse(request(talk('Hello.', 'Please call me back tomorrow.'))).resolution).toBe('follow_up');
    expect(analyse(request(talk('Hello.', 'Thanks, bye.'), [], 'dropped')).resolution).toBe('unresolved');
  });

  it('says so when nothing was said', () => {
    expect(analyse(request([])).summary).toBe('Nothing was said.');
    expect(analyse(request(talk('Hello?'))).summary).toContain('only the agent spoke');
  });

  it('claims nothing for a customer who said nothing: the agent’s own words meet no goal that counts', () => {
    const goals = [{ id: 'told', description: 'They were told of the energy check', said: ['energy check'] }];
    const result = analyse(
      request([{ speaker: 'agent', text: 'Hello, this is about your energy check. I will call you back.', start_ms: 0, end_ms: 4000 }], goals),
    );
    expect(result).toMatchObject({ resolution: 'unresolved', customer_intent: 'unknown', sentiment: 'neutral' });
  });

  it('takes no courtesies for topics', () => {
    const { key_topics, customer_intent } = analyse(request(talk('It takes a day. Goodbye.', 'A day it takes? Goodbye.')));
    expect({ key_topics, customer_intent }).toEqual({ key_topics: [], customer_intent: 'unknown' });
  });

  it('takes nothing that redaction hides, nor what stands for something erased, for a topic or a quote', () => {
    const address = 'zwicky.fritz@schlumpf.example';
    const { key_topics, tags, customer_intent, summary } = analyse(
      request(
        talk(
          'And [erased]?',
          `It is ${address}, on four one one one.`,
          `So ${address}, [erased]?`,
          'One one one one. One one one one. One one one one.',
        ),
      ),
    );
    expect({ key_topics, tags, customer_intent }).toEqual({ key_topics: [], tags: [], customer_intent: 'unknown' });
    expect(summary).not.toMatch(/zwicky|one one/i);
  });

  it('matches whole words and phrases', () => {
    expect(mentions('The capital', 'cap')).toBe(false);
    expect(mentions('Rescheduling, please', 'reschedul*')).toBe(true);
    expect(mentions('how   much?', 'how much')).toBe(true);
  });

  it('never fails and keeps its numbers in range', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 12 }),
        fc.array(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 3 }),
        (texts, said) => {
          const result = analyse(request(talk(...texts), said.length > 0 ? [{ id: 'g', description: 'g', said }] : []));
          expect(result.resolution_quality).toBeGreaterThanOrEqual(0);
          expect(result.resolution_quality).toBeLessThanOrEqual(1);
          expect(result.summary.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
