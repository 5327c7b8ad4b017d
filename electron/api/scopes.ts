/** What a personal token may do: less than its person, as its scopes say. */
import type { Identity } from '#core/accounts/model.ts';
import type { TokenScope } from '#shared/contract/accounts.ts';
import { AppError } from '#shared/domain/errors.ts';

/** Which part of the API is asked. `live`: the ticket of a WebSocket, and the WebSocket itself. */
export type Area = 'calls' | 'scenarios' | 'live' | 'other';

const AREAS: Readonly<Record<string, Area>> = {
  calls: 'calls',
  transcripts: 'calls',
  scenarios: 'scenarios',
  'scenario-usage': 'scenarios',
  rehearsals: 'scenarios',
  'rehearsal-batches': 'scenarios',
  agents: 'scenarios',
  assistants: 'scenarios',
  live: 'live',
  // The documents' own mounts.
  'enhanced-transcripts': 'calls',
  'make-call': 'calls',
  'make-custom-call': 'calls',
  'custom-scenarios': 'scenarios',
  realtime: 'scenarios',
  assistant: 'scenarios',
};

/** The area of an address, of `/api/v1` or of a mount beside it. */
export function areaOf(path: string): Area {
  return AREAS[/^\/(?:api\/(?:v1\/)?)?([\w-]+)/.exec(path)?.[1] ?? ''] ?? 'other';
}

/** The scopes of which one is enough. @param changes whether something is done, and not only read */
export function scopesFor(area: Area, changes: boolean): readonly TokenScope[] {
  if (area === 'live') return ['read', 'calls'];
  const own: TokenScope = area === 'other' ? 'admin' : area;
  return changes ? [own] : ['read', own];
}

/** @throws AppError FORBIDDEN when the request came with a personal token that lacks the scope */
export function requireScope(identity: Identity, area: Area, changes: boolean): void {
  if (!identity.scopes) return;
  const enough = scopesFor(area, changes);
  if (enough.some((scope) => identity.scopes?.includes(scope))) return;
  throw new AppError('FORBIDDEN', 'This personal token may not do this.', {
    details: `It needs the scope ${enough.join(' or ')}. Make a token with it under API access.`,
    params: { scopes: [...identity.scopes], needed: [...enough] },
  });
}
