import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ResponseGate } from './response-gate.ts';

type Step = 'request' | 'server begins' | 'done' | 'answer';

test('against a server that allows one response, nothing is lost, nothing collides for good, nothing hangs', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<Step>('request', 'server begins', 'done', 'answer'), { maxLength: 80 }), (steps) => {
      const inbox: string[] = [];
      let active: string | undefined;
      let answered = 0;
      let requested = 0;
      let count = 0;
      const gate = new ResponseGate((eventId) => inbox.push(eventId));
      const take = () => {
        const eventId = inbox.shift();
        if (eventId === undefined) return;
        expect(inbox).toEqual([]);
        if (active) return gate.refused(eventId, 'conversation_already_has_active_response');
        active = `r${++count}`;
        if (gate.created(active, eventId)) answered++;
      };
      const finish = () => {
        const id = active;
        active = undefined;
        if (id) gate.done(id);
      };
      for (const step of steps) {
        if (step === 'request') {
          requested++;
          gate.request({ purpose: 'instruction' });
        } else if (step === 'answer') take();
        else if (step === 'done') finish();
        else if (!active) {
          active = `r${++count}`;
          expect(gate.created(active, undefined)).toBeUndefined();
        }
      }
      for (let i = 0; i < 4 * steps.length + 4; i++) {
        take();
        finish();
      }
      expect(answered).toBe(requested);
      expect(gate.busy).toBe(false);
    }),
  );
});

test('another refusal drops that request alone', () => {
  const asked: string[] = [];
  const gate = new ResponseGate((eventId) => asked.push(eventId));
  gate.request({ purpose: 'greeting' });
  gate.request({ purpose: 'instruction' });
  gate.refused(asked[0] ?? '', 'invalid_value');
  expect(asked).toHaveLength(2);
  gate.reset();
  expect(gate.busy).toBe(false);
});
