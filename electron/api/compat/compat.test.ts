import fc from 'fast-check';
import { expect, test } from 'vitest';
import { configuredOrigins } from './cors.ts';
import { isForApi } from './for-api.ts';
import { internationally } from './make-call.ts';
import { pageLinks } from './page-links.ts';

test('a number in a path gets its plus back, unless it may be a national one', () => {
  expect(internationally('15005550006')).toBe('+15005550006');
  expect(internationally('44 20 7183 8750')).toBe('+442071838750');
  expect(internationally('5005550006')).toBe('5005550006');
  expect(internationally('+15005550006')).toBe('+15005550006');
});

test('the links of a page lead through the whole list, forwards and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 50 }), (total, limit) => {
      const seen: number[] = [];
      let url = `http://h/api/enhanced-transcripts/?skip=0&limit=${limit}&scenario_name=a%20b`;
      for (;;) {
        const skip = Number(new URL(url).searchParams.get('skip'));
        for (let n = skip; n < Math.min(total, skip + limit); n++) seen.push(n);
        const links = pageLinks(url, { skip, limit, total });
        expect(links.includes('rel="prev"')).toBe(skip > 0);
        const next = /<([^>]+)>; rel="next"/.exec(links)?.[1];
        if (next === undefined) break;
        expect(new URL(next, url).searchParams.get('scenario_name')).toBe('a b');
        url = new URL(next, url).href;
      }
      expect(seen).toEqual(Array.from({ length: total }, (_, n) => n));
    }),
  );
});

test('origins are read from both variables; what is none stops the start', () => {
  expect(configuredOrigins({})).toEqual([]);
  const env = { CORS_ORIGINS: 'http://localhost:5173/, https://yourdomain.com', FRONTEND_URL: 'http://localhost:5173' };
  expect(configuredOrigins(env)).toEqual(['http://localhost:5173', 'https://yourdomain.com']);
  for (const wrong of ['*', 'localhost:5173', 'null', 'file:///x'])
    expect(() => configuredOrigins({ CORS_ORIGINS: wrong })).toThrow(/is not an origin/);
});

test.each([
  ['GET', '/', '*/*', false],
  ['GET', '/assets/index.js', '*/*', false],
  ['GET', '/icon.svg', 'image/*', false],
  ['GET', '/auth/me', '*/*', true],
  ['GET', '/google-calendar/auth', 'application/json', true],
  ['GET', '/make-call/+15005550006/sales', 'text/html,*/*', false],
  ['POST', '/', '*/*', true],
  ['OPTIONS', '/token', '*/*', true],
  ['GET', '/api/docs', 'text/html', true],
])('%s %s with Accept: %s is for the API: %s', (method, path, accept, expected) => {
  expect(isForApi(new Request(`http://127.0.0.1${path}`, { method, headers: { accept } }))).toBe(expected);
});

test('a token makes it a program’s request, whatever that accepts', () => {
  const headers = { accept: 'text/html, image/gif, image/jpeg, */*; q=.2', authorization: 'Bearer x' };
  expect(isForApi(new Request('http://127.0.0.1/users/me', { headers }))).toBe(true);
  expect(isForApi(new Request('http://127.0.0.1/assets/index.js', { headers }))).toBe(false);
});
