/** Choosing a voice: by itself, or by a name under which programs ask for it. */
import type { Scenario } from '#shared/contract/scenarios.ts';
import { findVoice, VOICE_CATALOGUE } from '#shared/domain/voice-catalogue.ts';

type Voice = Pick<Scenario, 'voice' | 'voice_type'>;

const plain = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;

/** Every other name, with the voice that it leads to. */
export const VOICE_ALIASES: readonly { alias: string; label: string }[] = VOICE_CATALOGUE.flatMap(({ label, voice_types, names }) =>
  [...voice_types, ...names].map((alias) => ({ alias, label: `${plain(alias)} → ${label}` })),
);

/** The name by which a scenario has its voice. */
export function choiceOf({ voice, voice_type }: Voice): string {
  return voice_type !== undefined && findVoice(voice_type)?.id === voice ? voice_type : voice;
}

/** The same name, to read. */
export const voiceName = (voice: Voice) => plain(choiceOf(voice));

/** What a scenario says about its voice when that name is chosen; undefined for a name that no voice has. */
export function voiceOf(choice: string): Voice | undefined {
  const voice = findVoice(choice);
  return voice && { voice: voice.id, voice_type: voice.id === choice ? undefined : choice };
}
