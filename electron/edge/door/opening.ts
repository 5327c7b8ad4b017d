/** The beginning of a media stream, read before it is known whose it is. */
import type { RawData, WebSocket } from 'ws';

export type Opening = {
  /** The parameter `ticket` of the stream's start; undefined when there was none, or no start in time. */
  ticket: string | undefined;
  /** Hands everything that came so far to whoever listens by now. */
  replay(): void;
};

const PATIENCE_MS = 5000;
/** A carrier says `connected` and `start` before anything else. */
const MAX_MESSAGES = 4;

export function readOpening(socket: WebSocket, patienceMs = PATIENCE_MS): Promise<Opening> {
  return new Promise((resolve) => {
    const held: [RawData, boolean][] = [];
    let decided = false;
    const decide = (ticket: string | undefined) => {
      if (decided) return;
      decided = true;
      clearTimeout(patience);
      // What was read before it stops is little, and held.
      socket.pause();
      resolve({
        ticket,
        replay() {
          socket.off('message', receive);
          for (const [data, isBinary] of held) socket.emit('message', data, isBinary);
          socket.resume();
        },
      });
    };
    const receive = (data: RawData, isBinary: boolean) => {
      held.push([data, isBinary]);
      const start = isBinary ? undefined : startOf(data);
      if (start || held.length >= MAX_MESSAGES) decide(start?.ticket);
    };
    const patience = setTimeout(() => decide(undefined), patienceMs);
    socket.on('message', receive);
    socket.on('error', () => decide(undefined));
    socket.once('close', () => decide(undefined));
  });
}

function startOf(data: RawData): { ticket: string | undefined } | undefined {
  try {
    const message = JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '') as {
      event?: unknown;
      start?: { customParameters?: { ticket?: unknown } };
    } | null;
    if (message?.event !== 'start') return undefined;
    const ticket = message.start?.customParameters?.ticket;
    return { ticket: typeof ticket === 'string' ? ticket : undefined };
  } catch {
    // No JSON: not the start.
    return undefined;
  }
}
