/** Which recordings can be played as the person who answers a practice call. */
import { inspectWav, WavError } from './wav.ts';

const LEAST_RATE = 8000;
const MOST_RATE = 48_000;

/**
 * @param file a whole WAV file
 * @throws WavError with what is wrong with it: no WAV, an encoding or rate that cannot be played, more than two channels, no sound at all
 */
export function checkCalleeAudio(file: Uint8Array): void {
  const { sampleRate, channels, seconds } = inspectWav(file);
  if (sampleRate < LEAST_RATE || sampleRate > MOST_RATE)
    throw new WavError(`it has ${sampleRate} Hz, and ${LEAST_RATE} to ${MOST_RATE} can be played`);
  if (channels > 2) throw new WavError(`it has ${channels} channels, and one or two can be played`);
  if (seconds === 0) throw new WavError('there is no sound in it');
}
