/** The thread of one rehearsal line: the sandbox and the edge on one clock, which stands still while no call is rehearsed. */
import { parentPort, workerData } from 'node:worker_threads';
import type { EdgeCommand, EdgeEvent } from '#core/ports/voice-edge.ts';
import { createEdge } from '#edge/create-edge.ts';
import { type Parcel, Outbox } from '#edge/outbox.ts';
import { openaiVoiceModel } from '#providers/openai/realtime-client.ts';
import { type SandboxAddress, startSandbox } from '#sandbox/sandbox.ts';
import { createSteppedClock } from '#shared/domain/stepped-clock.ts';
import { watchSockets } from './quiet-sockets.ts';

export type RehearsalThreadOptions = {
  speed: number;
  /** Where the sandbox keeps its recordings. */
  sandboxDir: string;
  ticketKey: string;
  /** A 64-bit integer: microseconds of the clock, for whoever must agree with it in another thread. */
  time: SharedArrayBuffer;
};

export type RehearsalCommand =
  | { type: 'edge'; command: EdgeCommand }
  /** A call is on the line, or none any more. */
  | { type: 'run' }
  | { type: 'stand' }
  | { type: 'close' };

export type RehearsalMessage =
  | { type: 'open'; sandbox: SandboxAddress; edgePort: number }
  | { type: 'failed'; message: string }
  | { type: 'edge'; parcel: Parcel };

/** The core's hint about an answering machine is awaited no longer than this, in real milliseconds. */
const HINT_MS = 2000;

async function serve(port: NonNullable<typeof parentPort>, options: RehearsalThreadOptions): Promise<void> {
  const post = (message: RehearsalMessage) => port.postMessage(message);
  const time = new BigInt64Array(options.time);
  const sockets = watchSockets();
  const clock = createSteppedClock({
    speed: options.speed,
    settle: () => sockets.settle(),
    onTime: (ms) => Atomics.store(time, 0, BigInt(Math.round(ms * 1000))),
  });
  let standing: (() => void) | undefined = clock.hold();
  const hints = new Map<string, () => void>();
  const outbox = new Outbox((parcel) => post({ type: 'edge', parcel }));
  const emit = (event: EdgeEvent) => {
    // The core answers that a machine has picked up with an instruction: no time passes until it has.
    if (event.type === 'answering_machine' && event.fields['AnsweredBy']?.startsWith('machine')) awaitHint(event.call_id);
    outbox.put(event);
  };
  const awaitHint = (callId: string) => {
    const release = clock.hold();
    const timer = setTimeout(() => hints.get(callId)?.(), HINT_MS);
    hints.set(callId, () => {
      hints.delete(callId);
      clearTimeout(timer);
      release();
    });
  };

  const sandbox = await startSandbox({ dataDir: options.sandboxDir, callsPerSecond: 1000 }, clock);
  const edge = await createEdge(
    { host: '127.0.0.1', port: 0, webhookAuthToken: sandbox.authToken, speed: options.speed, ticketKey: options.ticketKey },
    openaiVoiceModel,
    emit,
    clock,
  );
  port.on('message', (message: RehearsalCommand) => {
    switch (message.type) {
      case 'edge':
        edge.command(message.command);
        if (message.command.type === 'instruct') hints.get(message.command.call_id)?.();
        return;
      case 'run':
        standing?.();
        standing = undefined;
        return;
      case 'stand':
        standing ??= clock.hold();
        return;
      case 'close':
        void Promise.allSettled([edge.close(), sandbox.close()]).then(() => {
          outbox.flush();
          process.exit(0);
        });
    }
  });
  const { carrierUrl, modelUrl, carrierPort, modelPort, accountSid, authToken, apiKey, controlToken } = sandbox;
  post({
    type: 'open',
    sandbox: { carrierUrl, modelUrl, carrierPort, modelPort, accountSid, authToken, apiKey, controlToken },
    edgePort: edge.address.port,
  });
}

if (parentPort) {
  const port = parentPort;
  serve(port, workerData as RehearsalThreadOptions).catch((error: unknown) => {
    port.postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) } satisfies RehearsalMessage);
  });
}
