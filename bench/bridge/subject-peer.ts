/** The bridge to compare with: the Twilio transport of the OpenAI agents SDK in the smallest server that runs it. It records nothing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TwilioRealtimeTransportLayer } from '@openai/agents-extensions';
import { WebSocketServer } from 'ws';
import { reply, type SubjectRequest, usage } from './subject.ts';

const [modelUrl = ''] = process.argv.slice(2);
let events = 0;
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on('connection', (socket) => {
  const transport = new TwilioRealtimeTransportLayer({ twilioWebSocket: socket, url: `${modelUrl}/realtime?model=gpt-realtime-2.1` });
  transport.on('*', () => events++);
  transport.on('error', (error) => console.error('peer:', error));
  void transport.connect({
    apiKey: 'sk-bench',
    model: 'gpt-realtime-2.1',
    initialSessionConfig: {
      instructions: 'You are on the telephone.',
      voice: 'marin',
      audio: { input: { format: 'g711_ulaw', turnDetection: { type: 'server_vad' } }, output: { format: 'g711_ulaw', voice: 'marin' } },
    },
  });
});
process.on('message', (request: SubjectRequest) => {
  if (request.type === 'usage') reply(usage(events));
  else if (request.type === 'prepare') reply({ type: 'prepared', id: request.id });
  else process.exit(0);
});
server.listen(0, '127.0.0.1', () => reply({ type: 'listening', port: (server.address() as AddressInfo).port }));
