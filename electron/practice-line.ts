/** Who answers practice calls: the sandbox's control plane, asked over HTTP like any other system. */
import { z } from 'zod';
import type { PracticeLine } from '#core/ports/host.ts';
import { practicePersona } from '#shared/contract/system.ts';
import { AppError } from '#shared/domain/errors.ts';

const TOKEN_HEADER = 'x-sandbox-token';
const DEADLINE_MS = 10_000;

const personaList = z.object({ personas: z.array(practicePersona) });
const refusal = z.object({ message: z.string() });

/** @param carrierUrl base address of the sandbox's carrier, without a trailing slash */
export function createPracticeLine(carrierUrl: string, controlToken: string): PracticeLine {
  async function ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Response> {
    const init: RequestInit = { method, headers: { [TOKEN_HEADER]: controlToken, 'content-type': 'application/json' } };
    if (body !== undefined) init.body = JSON.stringify(body);
    const answer = await fetch(`${carrierUrl}/sandbox${path}`, { ...init, signal: AbortSignal.timeout(DEADLINE_MS) });
    if (answer.ok) return answer;
    const told = refusal.safeParse(await answer.json().catch(() => undefined));
    throw new AppError('VALIDATION_ERROR', `The practice line refuses this: ${told.success ? told.data.message : `status ${answer.status}`}.`);
  }

  return {
    async personas() {
      return personaList.parse(await (await ask('GET', '/personas')).json()).personas;
    },
    async arrange(arrangement) {
      await ask('POST', '/lines', arrangement);
    },
  };
}
