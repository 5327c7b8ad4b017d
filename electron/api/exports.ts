import type { Exports } from '#core/exports/service.ts';
import { pageIn } from '#core/lists/whole-list.ts';
import type { exportRoutes } from '#shared/contract/exports.ts';
import { serveFile } from './file-range.ts';
import type { Handlers } from './handler.ts';

export function exportHandlers(exports: Exports): Handlers<typeof exportRoutes> {
  return {
    async create({ actor, body, header }) {
      const job = await exports.create(actor, body);
      header('Location', `/api/v1/exports/${job.export_id}`);
      return job;
    },
    list: async ({ actor, query }) => pageIn(await exports.list(actor), query),
    get: ({ actor, params }) => exports.get(actor, params.export_id),
    async file({ actor, params, request }) {
      const { path, fileName } = await exports.file(actor, params.export_id);
      return serveFile({ path, complete: true, mediaType: 'application/zip', fileName, download: true }, request);
    },
    remove: ({ actor, params }) => exports.remove(actor, params.export_id),
  };
}
