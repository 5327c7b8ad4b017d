/** Signing in on a WebSocket that is open already: its first message brings the token. */
import { once } from 'node:events';
import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';

export const authenticate = z.object({ type: z.literal('authenticate'), token: z.string().min(1).max(4000) });

const PATIENCE_MS = 10_000;

/** The token of `{"type":"authenticate","token":"…"}`; undefined when the first message is another, or none comes in time. */
export async function tokenOfFirstMessage(socket: WebSocket, patienceMs = PATIENCE_MS): Promise<string | undefined> {
  try {
    const [data, isBinary] = (await once(socket, 'message', { signal: AbortSignal.timeout(patienceMs) })) as [RawData, boolean];
    if (isBinary || !Buffer.isBuffer(data)) return undefined;
    return authenticate.parse(JSON.parse(data.toString('utf8'))).token;
  } catch {
    // Too late, not JSON, or another message: each is no token.
    return undefined;
  }
}
