import { expect, test } from 'vitest';
import { chordAria, chordKeys, chordOf, isSingleKey } from './chord.ts';
import { COMMAND_IDS, definitionOf } from './commands.ts';

/** One key or two after each other, each as `chordOf` writes it. */
const CHORD = /^((mod\+)?(ctrl\+)?(alt\+)?(shift\+)?([^\s+A-Z]+)(?: (?!$)|$)){1,2}$/;

const press = (key: string, over: object = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...over });

test('a key press becomes a chord, with the command key of its system', () => {
  expect(chordOf(press('k', { ctrlKey: true }), false)).toBe('mod+k');
  expect(chordOf(press('k', { metaKey: true }), true)).toBe('mod+k');
  expect(chordOf(press('?', { shiftKey: true }), false)).toBe('?');
  expect(chordOf(press('L', { ctrlKey: true, shiftKey: true }), false)).toBe('mod+shift+l');
  expect(chordOf(press(' '), false)).toBe('space');
});

test('keys are named as on the keyboard, and for assistive technology', () => {
  expect(chordKeys('mod+shift+l', true)).toEqual([['⌘', '⇧', 'L']]);
  expect(chordKeys('g w', false)).toEqual([['G'], ['W']]);
  expect(chordAria('mod+k', false)).toBe('Control+k');
});

test('every default key is a chord of its own kind, and no two commands of one place share it', () => {
  for (const id of COMMAND_IDS) expect(definitionOf(id).keys, id).toMatch(CHORD);
  for (const group of new Set(COMMAND_IDS.map((id) => definitionOf(id).group))) {
    const keys = COMMAND_IDS.filter((id) => definitionOf(id).group === group).map((id) => definitionOf(id).keys);
    expect(new Set(keys).size, group).toBe(keys.length);
  }
  expect(isSingleKey('e')).toBe(true);
  expect(isSingleKey('g w')).toBe(true);
  expect(isSingleKey('mod+k')).toBe(false);
});
