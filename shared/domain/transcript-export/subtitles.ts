/** Subtitles of a recording. Sources: W3C WebVTT; the SubRip format as players read it, which has no escapes. */
import type { CallDetail } from '#shared/contract/calls.ts';
import { NAMES, spoken } from './parts.ts';

/** `00:01:02.345` */
function timestamp(ms: number, point: '.' | ','): string {
  const whole = Math.max(0, Math.round(ms));
  const two = (n: number) => String(n).padStart(2, '0');
  const total = Math.floor(whole / 1000);
  return `${two(Math.floor(total / 3600))}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}${point}${String(whole % 1000).padStart(3, '0')}`;
}

type Cue = { times: string; name: string; text: string };

/** One cue for each utterance that has words. What is still being said ends two seconds after it began. */
function cuesOf(call: CallDetail, point: '.' | ','): Cue[] {
  return call.utterances.flatMap((one) => {
    const text = spoken(one);
    const end = Math.max(one.end_ms ?? one.start_ms + 2000, one.start_ms + 1);
    return text ? [{ times: `${timestamp(one.start_ms, point)} --> ${timestamp(end, point)}`, name: NAMES[one.speaker], text }] : [];
  });
}

export function toVtt(call: CallDetail): string {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\0', '\uFFFD');
  const cues = cuesOf(call, '.').map(({ times, name, text }, index) => `${index + 1}\n${times}\n<v ${name}>${escaped(text)}`);
  return `${['WEBVTT', ...cues].join('\n\n')}\n`;
}

export function toSrt(call: CallDetail): string {
  // Angle brackets would be read as tags and the arrow as a time: look-alikes stand for them.
  const plain = (text: string) => text.replaceAll('-->', '→').replaceAll('<', '‹').replaceAll('>', '›').replaceAll('\0', '\uFFFD');
  const cues = cuesOf(call, ',').map(({ times, name, text }, index) => `${index + 1}\n${times}\n${name}: ${plain(text)}\n`);
  return cues.join('\n');
}
