/** A front end's client as the Assistants document describes it: plain fetch, no credentials, answers in an envelope. */
export const API_BASE = 'http://localhost:3001';

export type AssistantConfig = { name: string; firstMessage?: string; model: { provider: 'vapi'; model: string; temperature?: number } };
export type Assistant = AssistantConfig & { id: string; orgId: string; createdAt: string; updatedAt: string };
export type ServiceResponse<T> = { success: boolean; data?: T; error?: string };

async function ask<T>(method: string, path: string, body?: unknown): Promise<ServiceResponse<T>> {
  const response = await fetch(API_BASE + path, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as ServiceResponse<T>;
}

export const assistants = {
  create: (config: AssistantConfig) => ask<Assistant>('POST', '/assistant', config),
  get: (id: string) => ask<Assistant>('GET', `/assistant/${id}`),
  list: () => ask<Assistant[]>('GET', '/assistant'),
  update: (id: string, changes: Partial<AssistantConfig>) => ask<Assistant>('PATCH', `/assistant/${id}`, changes),
  remove: (id: string) => ask<Assistant>('DELETE', `/assistant/${id}`),
};
