import { expect, test } from 'vitest';
import { COMMAND_IDS, keysOf } from '../../app/shortcuts/commands.ts';
import { choicesOf } from './devices.ts';
import { levelOf } from './microphone-test.tsx';
import { conflictsOf, isReserved, swapKeys, withKeys } from './shortcut-map.ts';

test('the keys that come with the program do not conflict', () => {
  for (const id of COMMAND_IDS) expect(conflictsOf(id, keysOf(id, {}), {})).toEqual([]);
});

test('a key that is heard on the same screen is taken, one of another screen is not', () => {
  expect(conflictsOf('call.end', 'm', {})).toEqual(['call.mute']);
  expect(conflictsOf('wall.open', 'j', {})).toEqual([]);
  expect(conflictsOf('list.open', 'j', {})).toEqual(['list.next']);
});

test('a single key takes the sequences that begin with it, and the other way round', () => {
  expect(conflictsOf('call.end', 'g', {})).toContain('go.wall');
  expect(conflictsOf('go.wall', 'e w', {})).toEqual(['call.end']);
  expect(conflictsOf('call.end', 'x', {})).toEqual([]);
});

test('own keys are kept only where they differ from the default', () => {
  const own = withKeys({}, 'call.end', 'x');
  expect(own).toEqual({ 'call.end': 'x' });
  expect(withKeys(own, 'call.end', 'e')).toEqual({});
});

test('two commands can swap their keys, unless that only moves the conflict', () => {
  const swapped = swapKeys({}, 'call.end', 'm');
  expect(swapped).toEqual({ 'call.end': 'm', 'call.mute': 'e' });
  expect(conflictsOf('call.end', 'm', swapped ?? {})).toEqual([]);
  expect(swapKeys({}, 'call.end', 'g')).toBeUndefined();
});

test('keys of the browser and of text stay with them', () => {
  expect(isReserved('mod+w')).toBe(true);
  expect(isReserved('escape')).toBe(true);
  expect(isReserved('g w')).toBe(false);
});

test('only real devices of the asked kind can be chosen', () => {
  const all = [
    { kind: 'audiooutput', deviceId: 'default', label: 'Default' },
    { kind: 'audiooutput', deviceId: 'x1', label: 'Headset' },
    { kind: 'audioinput', deviceId: '', label: '' },
  ] as const;
  expect(choicesOf(all, 'audiooutput')).toEqual([{ id: 'x1', name: 'Headset' }]);
  expect(choicesOf(all, 'audioinput')).toEqual([]);
});

test('a full-scale square is 0 dBFS, half of it 6 dB less, silence the floor', () => {
  expect(levelOf([1, -1, 1, -1])).toBeCloseTo(0);
  expect(levelOf([0.5, -0.5])).toBeCloseTo(-6.02, 1);
  expect(levelOf([0, 0])).toBe(-90);
});
