/** Analysis by OpenAI's Responses API, with a JSON schema that the answer must satisfy. */
import OpenAI from 'openai';
import { z } from 'zod';
import type { TextModel } from '#core/ports/text-model.ts';
import { RESOLUTIONS, SENTIMENTS } from '#shared/domain/analysis.ts';
import { AppError } from '#shared/domain/errors.ts';

const answer = z.strictObject({
  summary: z.string(),
  sentiment: z.enum(SENTIMENTS),
  key_topics: z.array(z.string()),
  customer_intent: z.string(),
  resolution: z.enum(RESOLUTIONS),
  resolution_quality: z.number().min(0).max(1),
  tags: z.array(z.string()),
  goals_met: z.array(z.string()),
});

const INSTRUCTIONS = [
  'You analyse one finished telephone conversation for a call centre. Use only what was said.',
  'summary: one or two sentences. key_topics and tags: short, lower case, hyphenated. customer_intent: snake_case.',
  'resolution_quality: how well the customer’s need was met, 0 to 1. goals_met: ids of the given goals that were clearly met.',
].join('\n');

export type OpenAiTextModelOptions = { apiKey: string; model: string; /** Default: OpenAI's own. */ baseUrl?: string; timeoutMs?: number };

export function createOpenAiTextModel({ apiKey, model, baseUrl, timeoutMs = 30_000 }: OpenAiTextModelOptions): TextModel {
  const client = new OpenAI({ apiKey, timeout: timeoutMs, maxRetries: 1, ...(baseUrl ? { baseURL: baseUrl } : {}) });
  return {
    name: `openai:${model}`,
    async analyse(request) {
      const goals = request.scenario.goals.map((goal) => `- ${goal.id}: ${goal.description}`).join('\n') || '- none';
      const conversation = request.lines.map((line) => `${line.speaker}: ${line.text}`).join('\n') || '(nothing was said)';
      let text: string;
      try {
        const response = await client.responses.create({
          model,
          instructions: INSTRUCTIONS,
          input: `Scenario: ${request.scenario.name}\nEnded as: ${request.state}\nGoals:\n${goals}\n\nConversation:\n${conversation}`,
          text: { format: { type: 'json_schema', name: 'analysis', strict: true, schema: z.toJSONSchema(answer) } },
        });
        text = response.output_text;
      } catch (cause) {
        throw new AppError('PROVIDER_ERROR', 'OpenAI did not analyse the conversation.', { details: 'The conversation is safe.', cause });
      }
      const parsed = answer.safeParse(parseJson(text));
      if (!parsed.success) {
        throw new AppError('PROVIDER_ERROR', 'OpenAI’s analysis has not the agreed form.', {
          details: 'The conversation is safe.',
          cause: parsed.error,
        });
      }
      const known = new Set(request.scenario.goals.map((goal) => goal.id));
      return { ...parsed.data, goals_met: parsed.data.goals_met.filter((id) => known.has(id)) };
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
