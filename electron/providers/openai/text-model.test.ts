import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppError } from '#shared/domain/errors.ts';
import { createOpenAiTextModel } from './text-model.ts';

const request = {
  lines: [{ speaker: 'customer' as const, text: 'How much is it?', start_ms: 0, end_ms: 900 }],
  scenario: { name: 'Sales', goals: [{ id: 'demo', description: 'A demo is agreed', said: [] }] },
  state: 'completed',
};
const good = {
  summary: 'The customer asked for the price.',
  sentiment: 'neutral',
  key_topics: ['pricing'],
  customer_intent: 'pricing_inquiry',
  resolution: 'resolved',
  resolution_quality: 0.8,
  tags: ['pricing'],
  goals_met: ['demo', 'made-up'],
};

let server: Server | undefined;

/** A server that answers as the Responses API does. */
async function answering(status: number, text: string): Promise<{ baseUrl: string; asked: () => Record<string, unknown> }> {
  let body = '';
  server = createServer((req, res) => {
    body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      res.writeHead(status, { 'content-type': 'application/json' });
      const output = [
        { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text, annotations: [] }] },
      ];
      res.end(JSON.stringify(status === 200 ? { id: 'resp_1', object: 'response', output } : { error: { message: 'no', type: 'server_error' } }));
    });
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked: () => JSON.parse(body) as Record<string, unknown> };
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('analysis by OpenAI', () => {
  it('asks for a strict schema and keeps only goals that exist', async () => {
    const { baseUrl, asked } = await answering(200, JSON.stringify(good));
    const model = createOpenAiTextModel({ apiKey: 'k', model: 'gpt-test', baseUrl });
    expect(await model.analyse(request)).toEqual({ ...good, goals_met: ['demo'] });
    expect(asked()).toMatchObject({ model: 'gpt-test', text: { format: { type: 'json_schema', strict: true } } });
    expect(model.name).toBe('openai:gpt-test');
  });

  it.each([
    [400, ''],
    [200, 'not json'],
    [200, JSON.stringify({ ...good, sentiment: 'jolly' })],
  ])('says so when it fails: %i %s', async (status, text) => {
    const { baseUrl } = await answering(status, text);
    const failure = createOpenAiTextModel({ apiKey: 'k', model: 'gpt-test', baseUrl }).analyse(request);
    expect(await failure.catch((error: unknown) => (error as AppError).code)).toBe('PROVIDER_ERROR');
  });
});
