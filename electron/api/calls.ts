import type { CallsApp } from '#core/app-types.ts';
import type { callRoutes } from '#shared/contract/calls.ts';
import { serveFile } from './file-range.ts';
import type { Handlers } from './handler.ts';

export function callHandlers(calls: CallsApp): Handlers<typeof callRoutes> {
  return {
    list: ({ actor, query }) => calls.list(actor, query),
    async place({ actor, body, idempotencyKey, header }) {
      const { call, replayed } = await calls.place(actor, body, idempotencyKey ? { idempotencyKey } : {});
      if (replayed) header('Idempotent-Replayed', 'true');
      header('Location', `/api/v1/calls/${encodeURIComponent(call.call_id)}`);
      return call;
    },
    get: ({ actor, params }) => calls.get(actor, params.call_id),
    events: async ({ actor, params }) => ({ items: await calls.events(actor, params.call_id) }),
    act: ({ actor, params, body }) => calls.act(actor, params.call_id, body),
    wrapUp: ({ actor, params, body }) => calls.wrapUp(actor, params.call_id, body),
    async recording({ actor, params, request }) {
      const { path, complete } = await calls.recordingFile(actor, params.call_id);
      return serveFile({ path, complete, mediaType: 'audio/wav', fileName: `${params.call_id}.wav` }, request);
    },
    peaks: ({ actor, params }) => calls.peaks(actor, params.call_id),
    async export({ actor, params, query }) {
      const { body, mediaType, fileName } = await calls.exportTranscript(actor, params.call_id, query.format);
      const disposition = `attachment; filename="${fileName.replaceAll(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
      return new Response(body, { headers: { 'Content-Type': mediaType, 'Content-Disposition': disposition } });
    },
    search: ({ actor, query }) => calls.search(actor, query),
  };
}
