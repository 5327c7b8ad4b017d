import { expect, test } from 'vitest';
import { VOICES } from '#shared/contract/scenarios.ts';
import { findVoice, VOICE_CATALOGUE } from './voice-catalogue.ts';

test('every voice of the realtime protocol is there once, and no name means two', () => {
  expect(VOICE_CATALOGUE.map(({ id }) => id).toSorted()).toEqual([...VOICES].toSorted());
  const names = VOICE_CATALOGUE.flatMap((voice) => [voice.id, ...voice.voice_types, ...voice.names]);
  expect(new Set(names).size).toBe(names.length);
});

test('a voice is found by any of its names, in any case', () => {
  for (const name of ['ash', 'Aggressive_Male', ' michael ']) expect(findVoice(name)?.id).toBe('ash');
  expect(findVoice('concerned_female')?.id).toBe(findVoice('sarah')?.id);
  expect(findVoice('constructor')).toBeUndefined();
});
