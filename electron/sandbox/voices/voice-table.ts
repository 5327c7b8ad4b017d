/** Who speaks how: the voice model's ids and one voice for each callee, as settings of the synthesiser. */
export type VoiceSettings = {
  /** Language and timbre, in the synthesiser's own notation. */
  variant: string;
  /** 0 … 99, 50 is the variant's own. */
  pitch: number;
  /** 0 … 99: how lively the melody is. */
  range: number;
  wordsPerMinute: number;
};

const voice = (variant: string, pitch: number, range: number, wordsPerMinute: number): VoiceSettings => ({
  variant,
  pitch,
  range,
  wordsPerMinute,
});

export const MODEL_VOICES = {
  alloy: voice('en-us+Annie', 46, 45, 165),
  ash: voice('en-us+michael', 40, 50, 165),
  ballad: voice('en-gb-x-rp+Andy', 44, 65, 158),
  coral: voice('en-us+f2', 56, 60, 168),
  echo: voice('en-us+Gene', 34, 40, 165),
  sage: voice('en-us+f3', 40, 40, 160),
  shimmer: voice('en-us+f4', 62, 65, 170),
  verse: voice('en-us+Alex', 52, 70, 170),
  marin: voice('en-gb+f5', 50, 55, 165),
  cedar: voice('en-gb+Lee', 36, 45, 160),
} as const satisfies Record<string, VoiceSettings>;

export const CALLEE_VOICES = {
  friendly: voice('en-us+Alicia', 54, 70, 165),
  hurried: voice('en-us+Diogo', 55, 60, 205),
  sceptical: voice('en-gb-x-rp+m3', 38, 45, 158),
  'hard-of-hearing': voice('en-us+grandpa', 45, 65, 140),
  chatty: voice('en-us+linda', 60, 80, 180),
  silent: voice('en-gb-scotland+m1', 42, 30, 150),
  voicemail: voice('en-us+steph', 48, 40, 160),
  interrupter: voice('en-us+m7', 58, 75, 190),
  'hangs-up': voice('en-us+Mike', 46, 50, 175),
} as const satisfies Record<string, VoiceSettings>;

export const VOICES: Readonly<Record<string, VoiceSettings>> = { ...MODEL_VOICES, ...CALLEE_VOICES };
