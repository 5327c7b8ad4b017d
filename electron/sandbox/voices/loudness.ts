/** Speech level: the loudness of the parts of a recording in which somebody speaks. */

const BLOCK = 160;
/** Blocks this far below the loudest one are pauses. */
const PAUSE_DB = 30;
const FULL_SCALE = 32768;
const PEAK = 31000;

/** Energy of each 20 ms of 8 kHz audio, in dBFS. */
export function blockLevels(samples: Int16Array, block = BLOCK): Float64Array {
  const levels = new Float64Array(Math.ceil(samples.length / block));
  for (let b = 0; b < levels.length; b++) {
    const part = samples.subarray(b * block, (b + 1) * block);
    let sum = 0;
    for (const sample of part) sum += sample * sample;
    const energy = sum / Math.max(1, part.length) / FULL_SCALE ** 2;
    levels[b] = energy < 1e-9 ? -90 : 10 * Math.log10(energy);
  }
  return levels;
}

/** The mean level of the blocks that hold speech, in dBFS; −90 when there is none. */
export function speechLevel(samples: Int16Array): number {
  const levels = blockLevels(samples);
  const loudest = levels.reduce((max, level) => Math.max(max, level), -90);
  if (loudest <= -89) return -90;
  let sum = 0;
  let count = 0;
  for (const level of levels) {
    if (level < loudest - PAUSE_DB) continue;
    sum += 10 ** (level / 10);
    count++;
  }
  return 10 * Math.log10(sum / count);
}

/** Brings speech to a level, without clipping its peaks. */
export function normaliseSpeech(samples: Int16Array, targetDbfs: number): Int16Array {
  const level = speechLevel(samples);
  if (level <= -89) return samples;
  const peak = samples.reduce((max, sample) => Math.max(max, Math.abs(sample)), 1);
  const gain = Math.min(10 ** ((targetDbfs - level) / 20), PEAK / peak);
  return samples.map((sample) => Math.round(sample * gain));
}
