import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALL_STATES, type CallSignal, type CallState, isTerminal, LIVE_CALL_STATES, nextCallState, TERMINAL_CALL_STATES } from './call-state.ts';

const run = (signals: readonly CallSignal[], from: CallState = 'draft') => signals.reduce(nextCallState, from);
const plain = fc.constantFrom<CallSignal>(
  { type: 'queued' },
  { type: 'dialing' },
  { type: 'ringing' },
  { type: 'answered' },
  { type: 'media_started' },
  { type: 'held' },
  { type: 'resumed' },
  { type: 'hung_up' },
);
const ending = fc.constantFrom(...TERMINAL_CALL_STATES).map((as): CallSignal => ({ type: 'ended', as }));
const signal = fc.oneof({ weight: 8, arbitrary: plain }, { weight: 1, arbitrary: ending });
const rank = (state: CallState) => (state === 'on_hold' ? LIVE_CALL_STATES.indexOf('in_progress') : LIVE_CALL_STATES.indexOf(state as never));

describe('the life of a call', () => {
  it('goes the usual way', () => {
    const types = ['queued', 'dialing', 'ringing', 'answered', 'media_started', 'held', 'resumed', 'hung_up'] as const;
    const states = types.map((_, index) => run(types.slice(0, index + 1).map((type) => ({ type }))));
    expect(states).toEqual(['queued', 'dialing', 'ringing', 'answered', 'in_progress', 'on_hold', 'in_progress', 'wrapping']);
  });

  it('never leaves a terminal state', () => {
    fc.assert(fc.property(fc.constantFrom(...TERMINAL_CALL_STATES), fc.array(signal), (state, signals) => run(signals, state) === state));
  });

  it('never goes back, but for hold and resume', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CALL_STATES), signal, (state, one) => {
        const next = nextCallState(state, one);
        return isTerminal(next) || rank(next) >= rank(state);
      }),
    );
  });

  it('ends the same whatever the order and however often signals come, once the carrier has said how', () => {
    const shuffled = fc.tuple(fc.array(plain), ending).chain(([signals, end]) => {
      const all = [...signals, ...signals, end, end];
      return fc.tuple(fc.constant(end), fc.shuffledSubarray(all, { minLength: all.length }));
    });
    fc.assert(fc.property(shuffled, ([end, signals]) => run(signals) === (end as { as: CallState }).as));
  });

  it('reaches the same live state for every order of what the carrier reports before the end', () => {
    const rising: CallSignal[] = [{ type: 'queued' }, { type: 'dialing' }, { type: 'ringing' }, { type: 'answered' }, { type: 'media_started' }];
    fc.assert(
      fc.property(fc.shuffledSubarray([...rising, ...rising]), (signals) => {
        const furthest = rising.findLast((one) => signals.some((other) => other.type === one.type));
        return run(signals) === (furthest ? run([furthest]) : 'draft');
      }),
    );
  });
});
