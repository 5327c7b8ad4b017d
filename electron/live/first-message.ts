/** Signing in on a WebSocket that is open already: its first message brings the token. */
import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';

export const authenticate = z.object({ type: z.literal('authenticate'), token: z.string().min(1).max(4000) });

/** The same under either of its names. */
const signsIn = authenticate.extend({ type: z.enum(['authenticate', 'auth']) });

const PATIENCE_MS = 10_000;

export type FirstMessage = {
  /** The token of `{"type":"authenticate","token":"…"}`, or of `auth` as some documents call it; undefined when the first message was another, or none came in time. */
  token: string | undefined;
  /** Hands the messages that came after the first one to whoever listens by now. */
  replay(): void;
};

/** Waits for the first message of a socket. What comes after it is held until it is known whose it is. */
export function firstMessage(socket: WebSocket, patienceMs = PATIENCE_MS): Promise<FirstMessage> {
  return new Promise((resolve) => {
    const held: [RawData, boolean][] = [];
    let first = true;
    const answer = (token: string | undefined) => {
      clearTimeout(patience);
      resolve({
        token,
        replay() {
          socket.off('message', receive);
          for (const [data, isBinary] of held) socket.emit('message', data, isBinary);
          socket.resume();
        },
      });
    };
    const receive = (data: RawData, isBinary: boolean) => {
      if (!first) return void held.push([data, isBinary]);
      first = false;
      // What was read before it stops is little, and held.
      socket.pause();
      answer(isBinary ? undefined : tokenIn(data));
    };
    const patience = setTimeout(() => answer(undefined), patienceMs);
    socket.on('message', receive);
    socket.once('close', () => answer(undefined));
  });
}

function tokenIn(data: RawData): string | undefined {
  try {
    return signsIn.parse(JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '')).token;
  } catch {
    // Not JSON, or another message: both are no token.
    return undefined;
  }
}
