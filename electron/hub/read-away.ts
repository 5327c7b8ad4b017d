/** Bodies that were refused before they had come whole. */
import type { IncomingMessage } from 'node:http';

const MOST_BYTES = 64 * 1024 * 1024;
const MOST_MS = 5000;

/**
 * Reads what is left of a request's body and forgets it: a connection that ends while the other side still writes is an error to it, and takes the
 * answer away before it was read. A body without end is not waited for.
 */
export function readAway(incoming: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    if (incoming.readableEnded || incoming.destroyed) return resolve();
    let bytes = 0;
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) done();
    };
    const done = () => {
      clearTimeout(timer);
      incoming.off('data', count).off('end', done).off('close', done);
      resolve();
    };
    const timer = setTimeout(done, MOST_MS);
    // Whoever began to read would keep it, and pause it.
    incoming.removeAllListeners('data');
    incoming.on('data', count).once('end', done).once('close', done);
    incoming.resume();
  });
}
