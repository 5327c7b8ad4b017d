/** `call`: places one call over the whole program, shows it as it goes, and ends with how it went. */
import { readFile } from 'node:fs/promises';
import type { PlaceCall } from '#shared/contract/calls.ts';
import { checkCalleeAudio } from '#shared/audio/callee-audio.ts';
import { WavError } from '#shared/audio/wav.ts';
import type { CallSummary, Envelope } from '#shared/live/envelope.ts';
import { boot, type Running } from '../boot.ts';
import { dataFolder } from '../data-folder.ts';
import { createLog } from '../log.ts';
import { type CallOptions, readCallArgs, USAGE } from './args.ts';
import { lineOf, summaryLines } from './transcript.ts';
import { UsageError } from './usage-error.ts';

const SAME_SIGNAL_MS = 500;
const AUDIO_BYTES = 20 * 1024 * 1024;

/** @returns the exit code. @throws UsageError, AppError */
export async function runCall(args: string[]): Promise<number> {
  const options = readCallArgs(args);
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if ('problem' in options) throw new UsageError(options.problem);
  const audio = options.calleeAudio === undefined ? undefined : await readAudio(options.calleeAudio);
  const log = createLog({ level: process.env.TRUNKLINE_LOG_LEVEL ?? 'error' });
  const running = await boot({ dataDir: dataFolder(options.data), log, program: 'a call from the command line' });
  try {
    const summary = await follow(running, options, audio);
    return summary.state === 'completed' ? 0 : 1;
  } finally {
    await running.close();
  }
}

async function follow({ app, bus }: Running, options: CallOptions, audio: string | undefined): Promise<CallSummary> {
  const owner = await app.localOwner();
  const show = options.json ? showJson : showLines;
  let callId: string | undefined;
  const early: Envelope[] = [];
  let finish: (summary: CallSummary) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const over = new Promise<CallSummary>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });

  const receive = (envelope: Envelope) => {
    if (!('call_id' in envelope.data) || envelope.data.call_id !== callId) return;
    show(envelope);
    if (envelope.type === 'call.summary') finish(envelope.data);
  };
  // The first events come before `place` answers with the call's id.
  const unlisten = bus.listen(({ envelope }) => (callId === undefined ? early.push(envelope) : receive(envelope)));

  const practice = { persona: options.callee, audio };
  const input: PlaceCall = {
    to: options.to,
    scenario_id: options.scenario,
    variables: options.variables,
    ...(options.callee || audio ? { practice } : {}),
  };
  const endCall = (id: string) => app.calls.act(owner, id, { action: 'hangup' }).catch(fail);
  let interruptedAt: number | undefined;
  const leave = () => {
    interruptedAt ??= performance.now();
    if (callId !== undefined) void endCall(callId);
  };
  const hangUp = () => {
    // A terminal and npm both send the signal: only a later one is the person's second.
    if (interruptedAt !== undefined && performance.now() - interruptedAt < SAME_SIGNAL_MS) return;
    if (interruptedAt !== undefined) process.exit(1);
    leave();
  };
  process.on('SIGINT', hangUp);
  process.on('SIGTERM', hangUp);
  // Whoever read this has gone. Nobody would hear of the call any more.
  process.stdout.once('error', leave).on('error', () => {});
  try {
    const { call } = await app.calls.place(owner, input);
    callId = call.call_id;
    // The signal came while the call was being placed.
    if (interruptedAt !== undefined) void endCall(callId);
    early.forEach(receive);
    return await over;
  } finally {
    unlisten();
    process.off('SIGINT', hangUp);
    process.off('SIGTERM', hangUp);
  }
}

function showJson(envelope: Envelope): void {
  // Ten a second, and worth nothing to a reader of lines.
  if (envelope.type !== 'audio.level') process.stdout.write(`${JSON.stringify(envelope)}\n`);
}

function showLines(envelope: Envelope): void {
  const line = lineOf(envelope);
  if (line) process.stdout.write(`${line}\n`);
  if (envelope.type === 'call.summary') process.stdout.write(`\n${summaryLines(envelope.data).join('\n')}\n`);
}

/** @returns the file, base64. @throws UsageError when it is no WAV that can be played */
async function readAudio(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: Error) => {
    throw new UsageError(`${path} cannot be read: ${error.message}.`);
  });
  if (bytes.byteLength > AUDIO_BYTES) throw new UsageError(`${path} is larger than ${AUDIO_BYTES / 1024 / 1024} MB.`);
  try {
    checkCalleeAudio(bytes);
  } catch (error) {
    if (error instanceof WavError) throw new UsageError(`${path} cannot be played as the person who answers: ${error.message}.`);
    throw error;
  }
  return bytes.toString('base64');
}
