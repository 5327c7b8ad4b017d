/** Handlers of assistants and the catalogue of voices. */
import type { AssistantsApp } from '#core/assistants/service.ts';
import type { assistantRoutes } from '#shared/contract/assistants.ts';
import { pageIn } from '#core/lists/whole-list.ts';
import { toPage } from '#shared/contract/common.ts';
import { VOICE_CATALOGUE } from '#shared/domain/voice-catalogue.ts';
import type { Handlers } from './handler.ts';

export function assistantHandlers(assistants: AssistantsApp): Handlers<typeof assistantRoutes> {
  return {
    async list({ actor, query: { page, limit, ...filter } }) {
      const { items, total } = await assistants.list(actor, { ...filter, limit, skip: (page - 1) * limit });
      return toPage(items, total, page, limit);
    },
    async create({ actor, body, header }) {
      const assistant = await assistants.create(actor, body);
      header('Location', `/api/v1/assistants/${assistant.id}`);
      return assistant;
    },
    get: ({ actor, params }) => assistants.get(actor, params.assistant_id),
    update: ({ actor, params, body }) => assistants.update(actor, params.assistant_id, body),
    async remove({ actor, params }) {
      await assistants.remove(actor, params.assistant_id);
    },
    voices: async ({ query }) =>
      pageIn(
        VOICE_CATALOGUE.map((voice) => ({ ...voice, voice_types: [...voice.voice_types], names: [...voice.names] })),
        query,
      ),
  };
}
