/** Say, Play and Pause. */
import { encodeMulaw } from '#shared/audio/mulaw.ts';
import { mixToMono, parseWav, resample } from '#shared/audio/wav.ts';
import { play } from '../line.ts';
import { dialTones } from '../tones.ts';
import { type Verb, number, spokenText, text } from '../twiml.ts';
import { type Next, type Scene, lineOf, pause, targetOf } from './scene.ts';

const RATE = 8000;
/** `loop="0"` means without end; a call has one. */
const ENDLESS = 1000;

export async function say(scene: Scene, verb: Verb): Promise<Next> {
  return playRepeatedly(scene, verb, () => speech(scene, verb));
}

export async function playVerb(scene: Scene, verb: Verb): Promise<Next> {
  return playRepeatedly(scene, verb, () => file(scene, verb));
}

export async function pauseVerb(scene: Scene, verb: Verb): Promise<Next> {
  await pause(scene, number(verb, 'length', 1) * 1000);
  return undefined;
}

async function playRepeatedly(scene: Scene, verb: Verb, render: () => Promise<Uint8Array>): Promise<Next> {
  const line = lineOf(scene);
  const audio = await render();
  const times = number(verb, 'loop', 1) || ENDLESS;
  for (let i = 0; i < times && audio.length > 0 && !scene.signal.aborted; i++) await play(line, audio, scene.signal);
  return undefined;
}

async function speech({ call }: Scene, verb: Verb): Promise<Uint8Array> {
  const { studio, debuggerLog } = call.carrier;
  const wanted = text(verb, 'voice');
  const voice = wanted !== undefined && studio.voices.includes(wanted) ? wanted : studio.voices[0];
  const words = spokenText(verb);
  if (words === '' || voice === undefined) {
    debuggerLog.warning(13520, words === '' ? '<Say> without text' : 'there is no voice', { callSid: call.sid });
    return new Uint8Array();
  }
  try {
    return (await studio.speak(words, voice)).mulaw;
  } catch (error) {
    debuggerLog.error(13520, `<Say> could not be spoken: ${String(error)}`, { callSid: call.sid });
    return new Uint8Array();
  }
}

async function file(scene: Scene, verb: Verb): Promise<Uint8Array> {
  const { carrier, sid } = scene.call;
  const digits = text(verb, 'digits');
  if (digits !== undefined) return dialTones(digits);
  const target = targetOf(scene, { ...verb, attributes: { url: verb.text } }, 'url');
  if (!target) return new Uint8Array();
  try {
    const wav = parseWav(await carrier.webhooks.download(target.url));
    return encodeMulaw(resample(mixToMono(wav), wav.sampleRate, RATE));
  } catch (error) {
    carrier.debuggerLog.error(11200, `<Play> has nothing to play (WAV only): ${String(error)}`, { callSid: sid, url: target.url });
    return new Uint8Array();
  }
}
