/** Transcripts of many calls in one file. */
import { z } from 'zod';
import { TRANSCRIPT_FORMATS } from '#shared/domain/transcript-formats.ts';
import { callQuery } from './calls.ts';
import { idParams, instant, listQuery, pageOf } from './common.ts';
import { defineRoute, EVERYONE } from './route.ts';

/** As the list of calls takes them. */
const filters = callQuery.omit({ q: true, page: true, limit: true, sort: true }).optional();

export const exportJob = z.object({
  export_id: z.string(),
  state: z.enum(['queued', 'running', 'done', 'canceled', 'failed']),
  /** Why it ended otherwise than done, in a sentence; empty when it did not. */
  reason: z.string(),
  /** What was asked for; empty for every call. */
  query: z.string(),
  filters,
  format: z.enum(TRANSCRIPT_FORMATS),
  redacted: z.boolean(),
  /** Calls that are in the file, and that will be. */
  done: z.number().int(),
  total: z.number().int(),
  /** Of the finished file. */
  bytes: z.number().int(),
  file_name: z.string(),
  requested_by: z.object({ user_id: z.string(), name: z.string() }),
  created_at: instant,
  finished_at: instant.nullable(),
});
export type ExportJob = z.infer<typeof exportJob>;

export const exportRequest = z.object({
  /** The query language of the search box. */
  query: z.string().max(400).optional(),
  filters,
  format: z.enum(TRANSCRIPT_FORMATS).default('txt'),
  /** Viewers get everything redacted, whatever they ask for. */
  redacted: z.boolean().default(true),
});
export type ExportRequest = z.output<typeof exportRequest>;

const params = idParams('export_id');

export const exportRoutes = {
  create: defineRoute({
    method: 'POST',
    path: '/api/v1/exports',
    access: EVERYONE,
    tag: 'Exports',
    summary: 'Write the transcripts of all calls that fit into one ZIP file',
    body: exportRequest,
    status: 202,
    response: exportJob,
  }),
  list: defineRoute({
    method: 'GET',
    path: '/api/v1/exports',
    access: EVERYONE,
    tag: 'Exports',
    summary: 'Your exports, newest first; supervisors see those of everybody',
    query: listQuery,
    status: 200,
    response: pageOf(exportJob),
  }),
  get: defineRoute({
    method: 'GET',
    path: '/api/v1/exports/{export_id}',
    access: EVERYONE,
    tag: 'Exports',
    summary: 'How far an export is',
    params,
    status: 200,
    response: exportJob,
  }),
  file: defineRoute({
    method: 'GET',
    path: '/api/v1/exports/{export_id}/file',
    access: EVERYONE,
    tag: 'Exports',
    summary: 'The file of a finished export, by range',
    params,
    status: 200,
    media: 'application/zip',
    ranged: true,
  }),
  remove: defineRoute({
    method: 'DELETE',
    path: '/api/v1/exports/{export_id}',
    access: EVERYONE,
    tag: 'Exports',
    summary: 'Cancel an export that is under way; delete one that is over, with its file',
    params,
    status: 204,
  }),
};
