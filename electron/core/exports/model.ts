import type { Selectable } from 'kysely';
import type { LiveScope } from '#core/ports/host.ts';
import type { ExportJob, ExportRequest } from '#shared/contract/exports.ts';
import { SUPERVISORS } from '#shared/contract/route.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { ExportsTable } from '#store/exports-schema.ts';

export type ExportRow = Selectable<ExportsTable> & { requested_by: string };

export function toExportJob(row: ExportRow): ExportJob {
  const { query = '', filters } = JSON.parse(row.request) as ExportRequest;
  return {
    export_id: row.id,
    state: row.state as ExportJob['state'],
    reason: row.reason,
    query,
    filters,
    format: row.format as ExportJob['format'],
    redacted: row.redacted === 1,
    done: row.done,
    total: row.total,
    bytes: row.bytes,
    file_name: `transcripts-${new Date(row.created_at).toISOString().slice(0, 16).replaceAll(':', '')}-${row.format}.zip`,
    requested_by: { user_id: row.user_id, name: row.requested_by },
    created_at: new Date(row.created_at).toISOString(),
    finished_at: row.finished_at === null ? null : new Date(row.finished_at).toISOString(),
  };
}

/** Everybody sees their own exports, owners and supervisors those of their organization. */
export function maySee(actor: Actor, row: Pick<ExportRow, 'org_id' | 'user_id'>): boolean {
  if (row.org_id !== actor.org_id) return false;
  return row.user_id === actor.user_id || SUPERVISORS.includes(actor.role);
}

/** The same, for what is told of one. */
export const audienceOf = ({ org_id, user_id }: Pick<ExportRow, 'org_id' | 'user_id'>): LiveScope => ({ org_id, user_id, roles: SUPERVISORS });

export function isOver(state: string): boolean {
  return state !== 'queued' && state !== 'running';
}
