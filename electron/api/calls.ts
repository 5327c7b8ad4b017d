import type { CallsApp } from '#core/app-types.ts';
import type { callRoutes } from '#shared/contract/calls.ts';
import { pageIn } from '#core/lists/whole-list.ts';
import { coveredBytes } from '#core/transcripts/redacted-audio.ts';
import { attachment, serveFile } from './file-range.ts';
import type { Handlers } from './handler.ts';

const viewOf = ({ redacted }: { redacted: 'true' | 'false' }) => ({ redacted: redacted === 'true' });

export function callHandlers(calls: CallsApp): Handlers<typeof callRoutes> {
  return {
    list: ({ actor, query }) => calls.list(actor, query),
    async place({ actor, body, idempotencyKey, header }) {
      const { call, replayed } = await calls.place(actor, body, idempotencyKey ? { idempotencyKey } : {});
      if (replayed) header('Idempotent-Replayed', 'true');
      header('Location', `/api/v1/calls/${encodeURIComponent(call.call_id)}`);
      return call;
    },
    get: ({ actor, params, query }) => calls.get(actor, params.call_id, viewOf(query)),
    events: async ({ actor, params, query }) => pageIn(await calls.events(actor, params.call_id), query),
    act: ({ actor, params, body }) => calls.act(actor, params.call_id, body),
    wrapUp: ({ actor, params, body }) => calls.wrapUp(actor, params.call_id, body),
    async recording({ actor, params, query, request }) {
      const { path, complete, hidden } = await calls.recordingFile(actor, params.call_id, viewOf(query));
      const file = { path, complete, mediaType: 'audio/wav', fileName: `${params.call_id}.wav` };
      if (!hidden) return serveFile(file, request);
      return serveFile({ ...file, variant: JSON.stringify(hidden), read: (start, end) => coveredBytes(path, hidden, start, end) }, request);
    },
    peaks: ({ actor, params }) => calls.peaks(actor, params.call_id),
    async export({ actor, params, query }) {
      const { body, mediaType, fileName } = await calls.exportTranscript(actor, params.call_id, query.format, viewOf(query));
      return new Response(body, { headers: { 'Content-Type': mediaType, 'Content-Disposition': attachment(fileName) } });
    },
    search: ({ actor, query }) => calls.search(actor, { ...query, hidden: viewOf(query).redacted }),
  };
}
