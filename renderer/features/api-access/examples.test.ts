import { expect, test, vi } from 'vitest';
import { placeCall } from '#shared/contract/calls.ts';
import { routes } from '#shared/contract/index.ts';
import { curlExample, typescriptExample } from './examples.ts';

const BASE = 'http://127.0.0.1:4870';

test('the curl example asks what the contract takes, at the address it is given', () => {
  const text = curlExample(BASE, 'trp_1');
  expect(text).toContain(`${BASE}${routes.calls.place.path}`);
  expect(text).toContain('Bearer trp_1');
  const body = /-d '(.*)'$/.exec(text)?.[1] ?? '';
  expect(placeCall.safeParse(JSON.parse(body)).success).toBe(true);
});

test('the TypeScript example runs, and tells the call that was placed', async () => {
  const answer = vi.fn<(url: string, init: { headers: Record<string, string>; body: string }) => Promise<Response>>();
  answer.mockImplementation(async () => Response.json({ call_id: 'c1', state: 'queued' }, { status: 201 }));
  const log = vi.spyOn(console, 'log').mockReturnValue();
  vi.stubGlobal('fetch', answer);
  const program: string = `data:text/javascript,${encodeURIComponent(typescriptExample(BASE, 'trp_1'))}`;
  await import(/* @vite-ignore */ program);
  vi.unstubAllGlobals();
  const [url, init] = answer.mock.lastCall ?? [];
  expect(url).toBe(`${BASE}${routes.calls.place.path}`);
  expect(init?.headers['Authorization']).toBe('Bearer trp_1');
  expect(placeCall.safeParse(JSON.parse(init?.body ?? '')).success).toBe(true);
  expect(log.mock.lastCall).toEqual(['c1', 'queued']);
});
