/** The edge's own thread. Commands come in one by one; events leave in batches. */
import { parentPort, workerData } from 'node:worker_threads';
import type { EdgeCommand, EdgeEvent } from '#core/ports/voice-edge.ts';
import { openaiVoiceModel } from '#providers/openai/realtime-client.ts';
import { createEdge } from './create-edge.ts';
import { Outbox } from './outbox.ts';
import type { EdgeOptions } from './options.ts';

const port = parentPort;
if (!port) throw new Error('the edge is a worker and does not run by itself');

const outbox = new Outbox((parcel) => port.postMessage(parcel));
const emit = (event: EdgeEvent) => outbox.put(event);

const edge = await createEdge(workerData as EdgeOptions, openaiVoiceModel, emit);
emit({ type: 'ready', ...edge.address });

port.on('message', (command: EdgeCommand) => {
  if (command.type !== 'close') return edge.command(command);
  void edge.close().then(() => {
    outbox.flush();
    port.close();
  });
});
