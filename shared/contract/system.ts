/** The program itself: its health, its settings, the practice line. */
import { z } from 'zod';
import { listQuery, pageOf } from './common.ts';
import { defineRoute, EVERYONE, OWNERS } from './route.ts';

export const health = z.object({
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  mode: z.enum(['practice', 'live']),
  uptime_seconds: z.number(),
  /** Where a part is in trouble, `detail` says what and what to do. */
  parts: z.array(z.object({ name: z.enum(['store', 'edge', 'carrier', 'voice_model', 'vault', 'recordings']), ok: z.boolean(), detail: z.string() })),
  live_calls: z.number().int(),
  data_folder: z.string(),
  disk_free_bytes: z.number(),
  vault: z.string(),
});
export type Health = z.infer<typeof health>;

export const preferences = z.object({
  theme: z.enum(['light', 'dark', 'auto']).default('auto'),
  density: z.enum(['comfortable', 'compact']).default('compact'),
  shortcuts_enabled: z.boolean().default(true),
  /** Command id → key chord, where it differs from the default. */
  shortcuts: z.record(z.string(), z.string().max(40)).default({}),
  /** Device ids as the browser gives them; empty is the system's default. */
  microphone_id: z.string().default(''),
  speaker_id: z.string().default(''),
  monitor_volume: z.number().min(0).max(1).default(0.9),
  announce_transcript: z.boolean().default(true),
  welcomed: z.boolean().default(false),
});
export type Preferences = z.infer<typeof preferences>;

export const practicePersona = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  number: z.string(),
  kind: z.enum(['person', 'machine', 'no-person']),
});
export type PracticePersona = z.infer<typeof practicePersona>;

export const me = z.object({
  user_id: z.string(),
  org_id: z.string(),
  name: z.string(),
  role: z.enum(['owner', 'supervisor', 'agent', 'viewer']),
});

export const systemRoutes = {
  health: defineRoute({
    method: 'GET',
    path: '/api/v1/health',
    access: EVERYONE,
    tag: 'System',
    summary: 'How the program and its parts are',
    status: 200,
    response: health,
  }),
  me: defineRoute({ method: 'GET', path: '/api/v1/me', access: EVERYONE, tag: 'System', summary: 'Who is asking', status: 200, response: me }),
  preferences: defineRoute({
    method: 'GET',
    path: '/api/v1/settings/preferences',
    access: EVERYONE,
    tag: 'Settings',
    summary: 'Your preferences',
    status: 200,
    response: preferences,
  }),
  savePreferences: defineRoute({
    method: 'PATCH',
    path: '/api/v1/settings/preferences',
    access: EVERYONE,
    tag: 'Settings',
    summary: 'Change your preferences',
    body: z.object(
      Object.fromEntries(Object.entries(preferences.shape).map(([key, schema]) => [key, schema.unwrap().optional()])) as {
        [K in keyof typeof preferences.shape]: z.ZodOptional<ReturnType<(typeof preferences.shape)[K]['unwrap']>>;
      },
    ),
    status: 200,
    response: preferences,
  }),
  personas: defineRoute({
    method: 'GET',
    path: '/api/v1/practice/personas',
    access: EVERYONE,
    tag: 'Practice',
    summary: 'People who answer practice calls',
    query: listQuery,
    status: 200,
    response: pageOf(practicePersona),
  }),
  openDataFolder: defineRoute({
    method: 'POST',
    path: '/api/v1/system/open-data-folder',
    access: OWNERS,
    tag: 'System',
    summary: 'Show the data folder in the desktop’s file manager',
    status: 200,
    response: z.object({ opened: z.boolean(), path: z.string() }),
  }),
};
