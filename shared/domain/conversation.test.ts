import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTurns, countWords, latencyOf, percentile, tailOf } from './metrics.ts';
import { assessRisk, NO_ENERGY, type RiskInput, withLevels } from './risk.ts';
import { orderUtterances } from './transcript-order.ts';

describe('the numbers of a conversation', () => {
  it('counts words and turns', () => {
    expect(countWords('  one two\nthree ')).toBe(3);
    expect(countWords('')).toBe(0);
    expect(countTurns([{ channel: 1 }, { channel: 1 }, { channel: 0 }, { channel: 1 }])).toBe(3);
  });

  it('takes percentiles by nearest rank', () => {
    expect(percentile([], 50)).toBeUndefined();
    expect(percentile([30, 10, 20], 50)).toBe(20);
    expect(percentile([10, 20, 30], 95)).toBe(30);
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 0, max: 100 }), (values, percent) => {
        const value = percentile(values, percent);
        expect(values).toContain(value);
        expect(values.filter((one) => one <= (value ?? 0)).length).toBeGreaterThanOrEqual((percent / 100) * values.length);
      }),
    );
  });

  it('tells the greeting from replies', () => {
    const turn = (kind: 'greeting' | 'reply', wait: number) => ({ kind, speech_end_ms: 100, first_audio_ms: 100 + wait });
    expect(latencyOf([turn('greeting', 300), turn('reply', 700), turn('reply', 900)])).toEqual({
      greeting_ms: 300,
      first_response_p50_ms: 700,
      first_response_p95_ms: 900,
    });
    expect(latencyOf([])).toEqual({ greeting_ms: null, first_response_p50_ms: null, first_response_p95_ms: null });
  });

  it('cuts a tail between words', () => {
    expect(tailOf([{ text: 'earlier' }, { text: 'the last words ' }, { text: ' ' }])).toBe('the last words');
    expect(tailOf([{ text: 'one two three four' }], 10)).toBe('…four');
    expect(tailOf([])).toBe('');
  });
});

describe('the order of a conversation', () => {
  it('is that of speaking, whatever the order of arrival', () => {
    const utterances = fc.uniqueArray(
      fc.record({ utterance_id: fc.string({ minLength: 1 }), start_ms: fc.integer({ min: 0, max: 5 }), previous_id: fc.option(fc.string()) }),
      { selector: (one) => one.utterance_id },
    );
    fc.assert(
      fc.property(
        utterances.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const ids = orderUtterances(all).map((one) => one.utterance_id);
          expect(orderUtterances(shuffled).map((one) => one.utterance_id)).toEqual(ids);
          const starts = orderUtterances(all).map((one) => one.start_ms);
          expect(starts).toEqual(starts.toSorted((a, b) => a - b));
        },
      ),
    );
  });

  it('puts the predecessor first when both began at the same time', () => {
    const order = orderUtterances([
      { utterance_id: 'a', start_ms: 5, previous_id: 'b' },
      { utterance_id: 'b', start_ms: 5, previous_id: 'c' },
      { utterance_id: 'c', start_ms: 5 },
    ]);
    expect(order.map((one) => one.utterance_id)).toEqual(['c', 'b', 'a']);
  });
});

describe('risk', () => {
  const calm: RiskInput = { at_ms: 3000, utterances: [], turns: [], interruptions: 0, model_troubles: 0, alarms: [] };
  const said = (text: string, over = {}) => ({ channel: 0 as const, text, start_ms: 1000, end_ms: 2000, unintelligible: false, ...over });
  const reply = (wait: number) => ({ kind: 'reply' as const, speech_end_ms: 0, first_audio_ms: wait });
  const rules = (over: Partial<RiskInput>) => assessRisk({ ...calm, ...over }).reasons.map((one) => one.rule);
  /** Levels ten times a second: who is loud until when. */
  const line = (...stretches: { until: number; customer?: number; agent?: number }[]) => {
    let energy = NO_ENERGY;
    let at_ms = 0;
    for (const { until, customer = -90, agent = -90 } of stretches)
      for (; at_ms < until; at_ms += 100) energy = withLevels(energy, { at_ms, customer, agent });
    return { line: energy, at_ms };
  };

  it('finds nothing in a calm call', () => {
    expect(assessRisk(calm)).toEqual({ score: 0, reasons: [] });
  });

  it.each<[string, Partial<RiskInput>]>([
    ['dead_air', { at_ms: 4100 }],
    ['dead_air', line({ until: 1000, customer: -20 }, { until: 6000 }, { until: 9000, customer: -20 })],
    ['slow_response', { turns: [reply(400), reply(1600)] }],
    ['talking_over', { interruptions: 3 }],
    ['long_call', line({ until: 601_000, customer: -20 })],
    ['not_understood', { utterances: [said('', { unintelligible: true }), said('', { unintelligible: true })] }],
    ['upset', { utterances: [said('This is ridiculous')] }],
    ['opt_out', { utterances: [said('Please don’t call me again')] }],
    ['one_way_audio', line({ until: 13_000, agent: -20 })],
    ['transcript_gap', { alarms: ['12 s of speech by the customer have no words in the transcript.'] }],
    ['model_trouble', { model_troubles: 1 }],
  ])('fires %s, with a reason', (rule, over) => {
    expect(rules(over)).toEqual([rule]);
    expect(assessRisk({ ...calm, ...over }).reasons[0]?.text).toMatch(/\.$/);
  });

  it.each<[string, Partial<RiskInput>]>([
    ['a pause of four seconds', { at_ms: 4000 }],
    ['a caller who speaks while no words are known yet', line({ until: 500, agent: -20 }, { until: 9000, customer: -25 })],
    ['one slow reply', { turns: [reply(5000)] }],
    ['what the AI says', { utterances: [said('I will never call again, that is unacceptable', { channel: 1 })] }],
    ['silence before anything was measured', { at_ms: 3900 }],
  ])('lets %s pass', (_, over) => {
    expect(rules(over)).toEqual([]);
  });

  it('never scores above 100', () => {
    const worst = { utterances: [said('stop calling, this is a scam')], model_troubles: 3, interruptions: 9, ...line({ until: 700_000 }) };
    expect(assessRisk({ ...calm, ...worst }).score).toBe(100);
  });
});
