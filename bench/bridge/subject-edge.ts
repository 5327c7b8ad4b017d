/** Our edge in its worker thread, with everything on: recording, transcript, levels, events to the main thread, as a live plane would take them. */
import { join } from 'node:path';
import { startEdge } from '#edge/voice-edge.ts';
import { reply, type SubjectRequest, usage } from './subject.ts';

const [modelUrl = '', dir = '', authToken = ''] = process.argv.slice(2);
let events = 0;
const edge = await startEdge({ host: '127.0.0.1', port: 0, webhookAuthToken: authToken, speed: 1, ticketKey: 'bench' });
edge.onEvent((event) => {
  events++;
  if (event.type === 'model_state' && event.state === 'ready') reply({ type: 'prepared', id: event.call_id });
  if (event.type === 'call_failed' || event.type === 'refused' || event.type === 'recording_alarm') console.error(JSON.stringify(event));
});

process.on('message', (request: SubjectRequest) => {
  if (request.type === 'usage') return reply(usage(events));
  if (request.type === 'stop') return void edge.close().then(() => process.disconnect());
  edge.send({
    type: 'prepare',
    plan: {
      call_id: request.id,
      scenario_id: 'sales',
      direction: 'outbound',
      to: '+15005550006',
      from: '+15005550001',
      model: { url: modelUrl, apiKey: 'sk-bench', model: 'gpt-realtime-2.1', transcriptionModel: 'gpt-transcribe' },
      instructions: 'You are on the telephone.',
      voice: 'marin',
      turnTaking: 'balanced',
      ...(dir ? { recordingDir: join(dir, request.id) } : {}),
      mayEndCall: false,
      maxDurationMs: 600_000,
    },
  });
});
reply({ type: 'listening', port: edge.address().port });
