import { expect, test } from 'vitest';
import { VOICES } from '#shared/contract/scenarios.ts';
import { findVoice, settleVoice, VOICE_CATALOGUE } from './voice-catalogue.ts';

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

test('a voice may be asked for by its id or by any name, and the newer choice counts', () => {
  expect(settleVoice({ voice: 'ash' })).toEqual({ voice: 'ash' });
  expect(settleVoice({ voice: 'marin', voice_type: 'concerned_female' })).toEqual({ voice: 'coral', voice_type: 'concerned_female' });
  expect(settleVoice({ voice: 'marin', voice_type: 'robot' })).toBeUndefined();
  expect(settleVoice({ voice: 'ash', voice_type: 'concerned_female' })).toBeUndefined();
  const before = { voice: 'coral', voice_type: 'concerned_female' } as const;
  expect(settleVoice({ ...before, voice: 'ash' }, before)).toEqual({ voice: 'ash' });
  expect(settleVoice({ ...before, voice_type: 'aggressive_male' }, before)).toEqual({ voice: 'ash', voice_type: 'aggressive_male' });
});
