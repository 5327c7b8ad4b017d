/**
 * The one catalogue of voices. Each is a voice of the realtime protocol; the other names by which programs ask for it are its aliases:
 * `voice_type` values such as `concerned_female`, and given names such as `sarah`.
 */
export const VOICE_CATALOGUE = [
  { id: 'alloy', label: 'Alloy: even and clear', voice_types: ['neutral_clear'], names: ['alex'] },
  { id: 'ash', label: 'Ash: firm, masculine', voice_types: ['aggressive_male'], names: ['michael'] },
  { id: 'ballad', label: 'Ballad: soft, British', voice_types: ['calm_male'], names: ['james'] },
  { id: 'coral', label: 'Coral: bright, feminine', voice_types: ['concerned_female'], names: ['sarah'] },
  { id: 'echo', label: 'Echo: deep, masculine', voice_types: ['deep_authoritative'], names: ['david'] },
  { id: 'sage', label: 'Sage: measured, feminine', voice_types: ['elderly_female'], names: ['helen'] },
  { id: 'shimmer', label: 'Shimmer: gentle, feminine', voice_types: ['gentle_supportive'], names: ['emma'] },
  { id: 'verse', label: 'Verse: lively', voice_types: ['energetic_upbeat'], names: ['daniel'] },
  { id: 'marin', label: 'Marin: warm, British', voice_types: ['warm_engaging'], names: ['sophie'] },
  { id: 'cedar', label: 'Cedar: professional, British', voice_types: ['professional_neutral'], names: ['thomas'] },
] as const;

export type CatalogueVoice = (typeof VOICE_CATALOGUE)[number];
export type CatalogueVoiceId = CatalogueVoice['id'];

const BY_NAME: ReadonlyMap<string, CatalogueVoice> = new Map(
  VOICE_CATALOGUE.flatMap((voice) => [voice.id, ...voice.voice_types, ...voice.names].map((name) => [name, voice] as const)),
);

/** The voice of an id or any alias, whatever its case; undefined for a name that no voice has. */
export function findVoice(name: string): CatalogueVoice | undefined {
  return BY_NAME.get(name.trim().toLowerCase());
}

/** Every value of `voice_type` that the catalogue knows. */
export const VOICE_TYPES: readonly string[] = VOICE_CATALOGUE.flatMap((voice) => voice.voice_types);

type VoiceChoice = { voice: CatalogueVoiceId; voice_type?: string | undefined };

/** The voice of whoever names none. */
const DEFAULT_VOICE: CatalogueVoiceId = 'marin';

/**
 * One answer from the two ways to choose a voice: its id, and a `voice_type`, which may be any name of the catalogue and is kept as it was asked for.
 * Of two that disagree the one that was chosen now counts: against what was stored before, or the `voice_type` when the id is only the default.
 * @returns undefined when the name is of no voice, or two different voices were asked for at once
 */
export function settleVoice(asked: VoiceChoice, before?: VoiceChoice): VoiceChoice | undefined {
  if (asked.voice_type === undefined) return { voice: asked.voice };
  const voice = findVoice(asked.voice_type)?.id;
  if (voice === undefined) return undefined;
  if (voice === asked.voice) return asked;
  const kept = before?.voice_type === asked.voice_type;
  if (kept) return { voice: asked.voice };
  return asked.voice === (before?.voice ?? DEFAULT_VOICE) || asked.voice === DEFAULT_VOICE ? { ...asked, voice } : undefined;
}
