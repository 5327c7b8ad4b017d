import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listQuery } from '#shared/contract/common.ts';
import { pageIn } from './whole-list.ts';

const rows = [
  { name: 'Ada', turns: 3, ended_at: null, tags: [] },
  { name: 'bob', turns: 1, ended_at: '2026-01-02', tags: [] },
  { name: 'Cleo', turns: 2, ended_at: '2026-01-01', tags: [] },
];
const asked = (query: object) => pageIn(rows, listQuery.parse(query));
const names = (query: object) => asked(query).items.map(({ name }) => name);

test('a short list comes as a whole, in its own order', () => {
  expect(asked({})).toMatchObject({ items: rows, total: 3, page: 1, total_pages: 1 });
});

test('pages are the list, cut', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ n: fc.integer() })), fc.integer({ min: 1, max: 9 }), (all, limit) => {
      const { total_pages } = pageIn(all, listQuery.parse({ limit }));
      const pages = Array.from({ length: total_pages }, (_, i) => pageIn(all, listQuery.parse({ limit, page: i + 1 })).items);
      expect(pages.flat()).toEqual(all);
    }),
  );
});

test('it is searched and sorted by what its rows say; what is not known comes last', () => {
  expect(asked({ q: 'B' })).toMatchObject({ items: [{ name: 'bob' }], total: 1 });
  expect(names({ sort: 'name' })).toEqual(['Ada', 'bob', 'Cleo']);
  expect(names({ sort: '-turns' })).toEqual(['Ada', 'Cleo', 'bob']);
  expect(names({ sort: 'ended_at' })).toEqual(['Cleo', 'bob', 'Ada']);
  expect(names({ sort: '-ended_at' })).toEqual(['bob', 'Cleo', 'Ada']);
});

test.each(['nothing', 'tags', '__proto__', 'constructor'])('there is no sorting by %s', (sort) => {
  expect(() => asked({ sort })).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR', params: { fields: ['sort'] } }));
});
