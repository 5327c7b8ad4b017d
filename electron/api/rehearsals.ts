/** Handlers of scenario versions and rehearsals. */
import type { App } from '#core/app-types.ts';
import { pageIn } from '#core/lists/whole-list.ts';
import type { rehearsalRoutes } from '#shared/contract/rehearsals.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Handlers } from './handler.ts';

export function rehearsalHandlers({ versions, rehearsals }: Pick<App, 'versions' | 'rehearsals'>): Handlers<typeof rehearsalRoutes> {
  const lab = () => {
    if (!rehearsals) throw new AppError('OFFLINE', 'This process has no line to rehearse on.', { details: 'Rehearse in the console or over a hub.' });
    return rehearsals;
  };
  return {
    usage: ({ actor }) => versions.usage(actor),
    versions: async ({ actor, params, query }) => pageIn(await versions.list(actor, params.scenario_id), query),
    diff: ({ actor, params, query }) => versions.diff(actor, params.scenario_id, query.from, query.to),
    restore: ({ actor, params, body }) => versions.restore(actor, params.scenario_id, body.version),
    duplicate: ({ actor, params, body }) => versions.duplicate(actor, params.scenario_id, body.name),
    export: ({ actor, params }) => versions.toFile(actor, params.scenario_id),
    async import({ actor, body, idempotencyKey, header }) {
      const { scenario, replayed } = await versions.fromFile(actor, body, idempotencyKey ? { idempotencyKey } : {});
      if (replayed) header('Idempotent-Replayed', 'true');
      header('Location', `/api/v1/scenarios/${encodeURIComponent(scenario.scenario_id)}`);
      return scenario;
    },
    rehearse: ({ actor, params, body }) => lab().start(actor, params.scenario_id, body),
    rehearsals: ({ actor, query }) => lab().list(actor, query),
    rehearsal: ({ actor, params }) => lab().get(actor, params.rehearsal_id),
    cancel: ({ actor, params }) => lab().cancel(actor, params.batch_id),
  };
}
