/** Which function performs which verb. */
import { dial } from './dial.ts';
import { hangup, redirect, reject } from './flow.ts';
import { gather } from './gather.ts';
import { record } from './record.ts';
import type { Performer } from './scene.ts';
import { pauseVerb, playVerb, say } from './sound.ts';
import { connect, start, stop } from './streams.ts';

export const performers: Readonly<Record<string, Performer>> = {
  Say: say,
  Play: playVerb,
  Pause: pauseVerb,
  Gather: gather,
  Redirect: redirect,
  Hangup: hangup,
  Reject: reject,
  Record: record,
  Dial: dial,
  Connect: connect,
  Start: start,
  Stop: stop,
};
