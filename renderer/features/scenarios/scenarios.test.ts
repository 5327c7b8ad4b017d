import { expect, test } from 'vitest';
import type { Rehearsal } from '#shared/contract/rehearsals.ts';
import { foldSame, linesOf } from './diff-view.tsx';
import { fileNameOf } from './use-scenario-actions.ts';
import { isOpen, toBatches } from './use-rehearsals.ts';
import { comparedWith } from './versions-drawer.tsx';
import { choiceOf, VOICE_ALIASES, voiceOf } from './voices.ts';

const rehearsal = (rehearsal_id: string, batch_id: string): Rehearsal => ({
  rehearsal_id,
  batch_id,
  scenario_id: 's',
  scenario_version: 1,
  persona: 'friendly',
  persona_name: 'Friendly',
  seed: 1,
  speed: 20,
  state: 'passed',
  reason: '',
  duration_seconds: 1,
  goals: [],
  utterances: [],
  created_at: '2026-01-01T00:00:00Z',
  finished_at: null,
});

test('rehearsals come by run: the newest run first, in it the first one asked for first', () => {
  const batches = toBatches([rehearsal('4', 'b'), rehearsal('3', 'b'), rehearsal('2', 'a'), rehearsal('1', 'a')]);
  expect(batches.map((one) => [one.batch_id, ...one.items.map((item) => item.rehearsal_id)])).toEqual([
    ['b', '3', '4'],
    ['a', '1', '2'],
  ]);
  expect([isOpen({ state: 'waiting' }), isOpen({ state: 'running' }), isOpen({ state: 'failed' })]).toEqual([true, true, false]);
});

test('an older version is compared with the newest, the newest with the one before it', () => {
  expect(comparedWith(1, 3)).toEqual({ from: 1, to: 3 });
  expect(comparedWith(3, 3)).toEqual({ from: 2, to: 3 });
  expect(comparedWith(1, 1)).toBeUndefined();
});

test('a difference is drawn line by line', () => {
  const lines = linesOf([
    { kind: 'same', text: 'a\nb\n' },
    { kind: 'removed', text: 'c\n' },
    { kind: 'added', text: '\nd' },
  ]);
  expect(lines.map((one) => `${one.kind} ${one.text}`)).toEqual(['same a', 'same b', 'removed c', 'added ', 'added d']);
});

test('a comparison shows what changed and the lines around it, and counts the rest', () => {
  const same = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => ({ kind: 'same' as const, text: String(from + index) }));
  const lines = [
    ...same(0, 10),
    { kind: 'added' as const, text: 'new' },
    ...same(10, 14),
    { kind: 'removed' as const, text: 'old' },
    ...same(14, 18),
  ];
  const shown = foldSame(lines).map((one) => (typeof one === 'number' ? -one : one.text));
  expect(shown).toEqual([-7, '7', '8', '9', 'new', '10', '11', '12', '13', 'old', '14', '15', '16', '17']);
  expect(foldSame(same(0, 5))).toEqual([5]);
});

test('a voice is chosen by itself or by any of its other names, and the choice is read back', () => {
  expect(voiceOf('cedar')).toEqual({ voice: 'cedar', voice_type: undefined });
  for (const { alias } of VOICE_ALIASES) {
    const voice = voiceOf(alias);
    expect(voice && choiceOf(voice)).toBe(alias);
  }
  expect(choiceOf({ voice: 'ash', voice_type: 'warm_engaging' })).toBe('ash');
  expect(voiceOf('nobody')).toBeUndefined();
});

test('a file is named after its scenario, in characters that every file system takes', () => {
  expect(fileNameOf({ name: 'Sales: Q1 / "North"' })).toBe('sales-q1-north.trunkline.json');
  expect(fileNameOf({ name: '???' })).toBe('scenario.trunkline.json');
});
