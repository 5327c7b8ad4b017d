import { expect, test } from 'vitest';
import { readHubArgs } from './args.ts';

test('without options: the usual port, another when it is taken', () => {
  expect(readHubArgs([])).toEqual({ port: 4870, portIsFixed: false, edgePort: 0, data: undefined, compatPorts: false, json: false, open: false });
});

test('all options', () => {
  expect(readHubArgs(['--port', '0', '--edge-port=5001', '--data', '/d', '--compat-ports', '--json', '--open'])).toEqual({
    port: 0,
    portIsFixed: true,
    edgePort: 5001,
    data: '/d',
    compatPorts: true,
    json: true,
    open: true,
  });
  expect(readHubArgs(['--help'])).toBe('help');
});

test.each([['--port', 'abc'], ['--port', '70000'], ['--port'], ['--loud'], ['extra'], ['--data=']])('%s %s is refused with a reason', (...args) => {
  expect(readHubArgs(args.filter(Boolean))).toEqual({ problem: expect.any(String) });
});
