/** Stands in for the edge's thread in a test of its watcher: it listens on no port, and `discard` kills it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { EdgeCommand } from '#core/ports/voice-edge.ts';

const { port } = workerData as { port: number };
parentPort?.postMessage({ events: JSON.stringify([{ type: 'ready', port: port || 4711 }]), frames: [] });
parentPort?.on('message', (command: EdgeCommand) => {
  if (command.type === 'discard') throw new Error('the thread was killed');
  if (command.type === 'close') parentPort?.close();
});
