import { expect, test } from 'vitest';
import { readCallArgs } from './args.ts';

const NEEDED = ['--scenario', 'survey', '--to', '+15005550006'];

test('a call needs a scenario and a number', () => {
  expect(readCallArgs(NEEDED)).toEqual({
    scenario: 'survey',
    to: '+15005550006',
    callee: undefined,
    calleeAudio: undefined,
    variables: {},
    data: undefined,
    json: false,
  });
  expect(readCallArgs(['--to', '+15005550006'])).toEqual({ problem: expect.stringContaining('--scenario') });
  expect(readCallArgs(['--scenario', 'survey'])).toEqual({ problem: expect.stringContaining('--to') });
});

test('options', () => {
  const read = readCallArgs([...NEEDED, '--callee', 'hurried', '--data', '/d', '--json', '--var', 'name=Ann', '--var', 'when=a=b']);
  expect(read).toMatchObject({ callee: 'hurried', data: '/d', json: true, variables: { name: 'Ann', when: 'a=b' } });
  expect(readCallArgs(['--help'])).toBe('help');
});

test.each([[['--callee', 'a', '--callee-audio', 'b.wav']], [['--var', 'novalue']], [['--loud']], [['extra']], [['--data=']]])(
  '%s is refused',
  (more) => {
    expect(readCallArgs([...NEEDED, ...more])).toEqual({ problem: expect.any(String) });
  },
);
