import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LiveEvents } from '#shared/live/envelope.ts';
import { connectConsole } from './console-connection.ts';
import { createLiveBus } from './event-bus.ts';
import { actor, createTaps, createWire, silentLog } from './test-parts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const said = (text: string): LiveEvents['utterance.final'] => ({
  utterance_id: 'u1',
  call_id: 'call_1',
  sequence: 1,
  channel: 0,
  speaker: 'customer',
  text,
  start_ms: 0,
  end_ms: null,
  confidence: null,
  interrupted: false,
  unintelligible: false,
  final: false,
});

test('viewers never read a number that is being said, others do; also what is brought back', () => {
  const bus = createLiveBus({ log: silentLog });
  const start = bus.seq;
  const join = (role: 'viewer' | 'agent') => {
    const wire = createWire();
    const connection = connectConsole({ actor: { ...actor(), role }, bus, calls: createTaps().calls, transport: wire.transport, log: silentLog });
    return { wire, connection, texts: () => wire.events.flatMap(({ data }) => ('text' in data ? [data.text] : [])) };
  };
  const consoles = [join('viewer'), join('agent')] as const;
  for (const { connection } of consoles) connection.receive({ type: 'subscribe', topics: ['calls'] });
  const scope = { org_id: 'org_1', call_id: 'call_1' };
  bus.publish('utterance.partial', said('It is 555 01'), scope);
  bus.publish('utterance.partial', said('It is five five five oh one'), scope);
  bus.publish('utterance.final', { ...said('It is 555 010 1234.'), final: true }, scope);
  expect(consoles[0].texts()).toEqual(['It is [phone number]', 'It is [phone number]', 'It is [phone number].']);
  expect(consoles[1].texts()).toEqual(['It is 555 01', 'It is five five five oh one', 'It is 555 010 1234.']);
  const late = join('viewer');
  late.connection.receive({ type: 'subscribe', topics: ['calls'], after: start });
  expect(late.texts().join()).not.toMatch(/\d|five/);
});
