/** Handlers of transcripts, analyses, retention and erasure. */
import type { TranscriptsApp } from '#core/transcripts/service.ts';
import { pageIn } from '#core/lists/whole-list.ts';
import { toPage } from '#shared/contract/common.ts';
import type { transcriptRoutes } from '#shared/contract/transcripts.ts';
import type { Handlers } from './handler.ts';

export function transcriptHandlers({ documents, analyses, retention, erasure }: TranscriptsApp): Handlers<typeof transcriptRoutes> {
  return {
    async list({ actor, query: { page, limit, ...filter } }) {
      const { items, total } = await documents.list(actor, { ...filter, skip: (page - 1) * limit, limit });
      return toPage(items, total, page, limit);
    },
    get: ({ actor, params, query }) => documents.get(actor, params.transcript_id, { redacted: query.redacted === 'true' }),
    analysis: ({ actor, params }) => analyses.get(actor, params.call_id),
    analyse: ({ actor, params }) => analyses.rerun(actor, params.call_id),
    hold: ({ actor, params, body }) => retention.hold(actor, params.call_id, body.reason),
    release: ({ actor, params }) => retention.release(actor, params.call_id),
    holds: async ({ actor, query }) => pageIn(await retention.holds(actor), query),
    retention: ({ actor }) => retention.policy(actor),
    setRetention: ({ actor, body }) => retention.setPolicy(actor, body),
    runRetention: ({ actor }) => retention.run(actor.org_id),
    findPerson: ({ actor, body }) => erasure.find(actor, body),
    erasePerson: ({ actor, body }) => erasure.erase(actor, body),
    erasures: async ({ actor, query }) => pageIn(await erasure.reports(actor), query),
  };
}
