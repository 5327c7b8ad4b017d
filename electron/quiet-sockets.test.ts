import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type QuietSockets, watchSockets } from './quiet-sockets.ts';

describe('connections within one thread', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });
  const watch = (): QuietSockets => {
    const sockets = watchSockets();
    closing.push(() => sockets.close());
    return sockets;
  };
  const listen = async (onSocket: (socket: Socket) => void) => {
    const server = createServer({ pauseOnConnect: true }, onSocket).listen(0, '127.0.0.1');
    closing.push(() => server.close());
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };

  it('are at rest only when every message of a long chain was read', { timeout: 30_000 }, async () => {
    const sockets = watch();
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    closing.push(() => server.close());
    await once(server, 'listening');
    // Each side answers the other until the count is up: nothing tells from outside when that is.
    const hand = (socket: WebSocket, got: (left: number) => void) =>
      socket.on('message', (data: Buffer) => {
        const left = Number(data.toString().trim());
        got(left);
        if (left > 0) socket.send(String(left - 1).padEnd(70_000));
      });
    let last = Infinity;
    const got = (left: number) => (last = left);
    server.on('connection', (socket) => hand(socket, got));
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    hand(client, got);
    client.on('open', () => client.send('200'));
    closing.push(() => client.terminate());
    await sockets.settle();
    expect(last).toBe(0);
  });

  it('wait for a reader that has stopped, and not for an end that is elsewhere', async () => {
    const sockets = watch();
    let server: Socket | undefined;
    const port = await listen((socket) => (server = socket));
    const client = connect(port, '127.0.0.1');
    closing.push(() => client.destroy());
    client.write('words');
    let rested = false;
    const rest = sockets.settle().then(() => (rested = true));
    await expect.poll(() => server !== undefined).toBe(true);
    expect(rested).toBe(false);
    server?.resume();
    await rest;
    expect(server?.bytesRead).toBe(5);
  });

  it('do not count any more when both ends are gone', async () => {
    const sockets = watch();
    const port = await listen((socket) => socket.resume().end());
    const client = connect(port, '127.0.0.1').resume();
    await once(client, 'close');
    await sockets.settle();
  });
});
