import { expect, test, vi } from 'vitest';
import type { CallPlan, EdgeEvent } from '#core/ports/voice-edge.ts';
import { startEdge } from './voice-edge.ts';

const options = { host: '127.0.0.1', port: 0, webhookAuthToken: 't', speed: 1, ticketKey: 'k' };

test('a thread that dies takes its calls along, says so, and is started again on its port', async () => {
  const edge = await startEdge(options, new URL('./testing/crashing-worker.ts', import.meta.url));
  const events: EdgeEvent[] = [];
  edge.onEvent((event) => events.push(event));
  edge.send({ type: 'prepare', plan: { call_id: 'call_1' } as CallPlan });
  edge.send({ type: 'discard', call_id: 'call_2', reason: 'x' });
  await vi.waitFor(() => expect(events.map((event) => event.type)).toEqual(['call_failed', 'ready']), { timeout: 5000 });
  expect(events[0]).toMatchObject({ call_id: 'call_1', reason: 'edge_crashed', detail: expect.stringContaining('killed') });
  expect(edge.address().port).toBe(4711);
  await edge.close();
});

test('the real thread tells its addresses, answers at its door, and closes', async () => {
  const edge = await startEdge(options);
  const { port } = edge.address();
  expect(edge.addresses('call_1')).toEqual({
    voiceUrl: `http://127.0.0.1:${port}/carrier/voice/call_1`,
    statusUrl: `http://127.0.0.1:${port}/carrier/status/call_1`,
    amdUrl: `http://127.0.0.1:${port}/carrier/amd/call_1`,
  });
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
  await expect(startEdge({ ...options, port })).rejects.toThrow(/EADDRINUSE/);
  await edge.close();
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
});
