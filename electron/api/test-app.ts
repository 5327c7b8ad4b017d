/** A core that answers with plausible data and remembers what it was asked, for tests of the doors before it. */
import { vi } from 'vitest';
import type { z } from 'zod';
import type { App } from '#core/app-types.ts';
import type { Call, CallDetail } from '#shared/contract/calls.ts';
import { toPage } from '#shared/contract/common.ts';
import { scenario, type Scenario, scenarioInput } from '#shared/contract/scenarios.ts';
import { type health, preferences } from '#shared/contract/system.ts';
import { buildEnhancedTranscript } from '#shared/domain/enhanced-transcript.ts';
import { notFound } from '#shared/domain/errors.ts';
import type { Actor, Role } from '#shared/domain/identity.ts';
import { createTestAccounts } from './test-accounts.ts';
import { testAgents } from './test-agents.ts';
import { scenarioBody } from './test-requests.ts';

const AT = '2026-03-01T09:00:00.000Z';

export const actorOf = (role: Role = 'owner'): Actor => ({ org_id: 'org_1', user_id: `usr_${role}`, role, name: 'Sue' });

export const aCall: Call = {
  call_id: 'call_1',
  call_sid: `CA${'0'.repeat(32)}`,
  state: 'in_progress',
  reason: '',
  reason_code: null,
  direction: 'outbound',
  to: '+15005550006',
  from: '+15005550001',
  scenario_id: 'sales',
  scenario_name: 'Sales',
  practice: true,
  persona: 'friendly',
  placed_by: { user_id: 'usr_owner', name: 'Sue' },
  created_at: AT,
  answered_at: AT,
  ended_at: null,
  duration_seconds: 3,
  turn_state: 'listening',
  ai_muted: false,
  recording: { state: 'recording', channels: 2, seconds: 3, bytes: 48_000, sha256: null, alarms: [] },
  latency: { greeting_ms: 400, first_response_p50_ms: null, first_response_p95_ms: null },
  turns: 1,
  words: 4,
  interruptions: 0,
  risk: { score: 0, reasons: [] },
  disposition: null,
  notes: '',
  tail: 'Hello?',
};

const aDetail: CallDetail = { ...aCall, utterances: [], turn_metrics: [], monitors: [], redacted: false };

export const aScenario: Scenario = scenario.parse({
  ...scenarioInput.parse(scenarioBody),
  scenario_id: 'custom_1',
  built_in: false,
  version: 1,
  created_at: AT,
  updated_at: AT,
});

const theHealth: z.infer<typeof health> = {
  status: 'ok',
  version: '1.2.3',
  mode: 'practice',
  uptime_seconds: 1,
  parts: [{ name: 'store', ok: true, detail: '' }],
  live_calls: 0,
  data_folder: '/data',
  disk_free_bytes: 1,
  vault: 'a file',
};

/** Only `call_1`, `sales` and `custom_1` exist. Each use case is a spy. */
export function createTestApp(recordingPath = '/nowhere.wav') {
  const only = (id: string, wanted: string, what: string) => {
    if (id !== wanted) throw notFound(what);
  };
  const onCall = async (_actor: Actor, id: string) => {
    only(id, 'call_1', 'call');
    return aCall;
  };
  const app = {
    version: '1.2.3',
    dataDir: '/data',
    calls: {
      list: vi.fn(async (_actor, { page, limit }) => toPage([aCall], 1, page, limit)),
      place: vi.fn(async (_actor, input, options) => {
        only(input.scenario_id, 'sales', 'scenario');
        return { call: aCall, replayed: options?.idempotencyKey === 'used-before' };
      }),
      get: vi.fn(async (_actor, id) => {
        only(id, 'call_1', 'call');
        return aDetail;
      }),
      events: vi.fn(async () => []),
      act: vi.fn(onCall),
      wrapUp: vi.fn(onCall),
      recordingFile: vi.fn(async (_actor, id) => {
        only(id, 'call_1', 'call');
        return { path: recordingPath, complete: true };
      }),
      peaks: vi.fn(async () => ({ step_ms: 50, seconds: 1, channels: [[0], [0.5]] })),
      exportTranscript: vi.fn(async () => ({ body: 'Customer: hello', mediaType: 'text/plain; charset=utf-8', fileName: 'Ruf “1”.txt' })),
      search: vi.fn(async (_actor, { page, limit }) => toPage([], 0, page, limit)),
      listen: vi.fn(async () => () => undefined),
    },
    scenarios: {
      list: vi.fn(async (_actor, { page, limit }) => toPage([aScenario], 1, page, limit)),
      get: vi.fn(async (_actor, id) => {
        only(id, 'custom_1', 'scenario');
        return aScenario;
      }),
      create: vi.fn(async () => aScenario),
      createOnce: vi.fn(async () => ({ scenario: aScenario, replayed: false })),
      update: vi.fn(async () => aScenario),
      remove: vi.fn(async () => undefined),
    },
    ...testRehearsals(),
    ...testAgents(),
    transcripts: testTranscripts(recordingPath),
    accounts: createTestAccounts(),
    settings: {
      preferences: vi.fn(async () => preferences.parse({})),
      savePreferences: vi.fn(async (_actor, patch) => ({ ...preferences.parse({}), ...patch })),
    },
    personas: vi.fn(async () => []),
    health: vi.fn(async () => theHealth),
    localOwner: vi.fn(async () => actorOf()),
    close: vi.fn(async () => undefined),
  } satisfies App;
  return app;
}

const anAnalysis = {
  call_id: 'call_1',
  engine: 'test',
  summary: 'A test.',
  sentiment: 'neutral' as const,
  key_topics: [],
  customer_intent: 'unknown',
  resolution: 'unresolved' as const,
  resolution_quality: 0,
  tags: [],
  goals_met: [],
  created_at: AT,
};

const nothingFound = { calls: 0, recordings: 0, held: 0, mentions: 0 };

function testTranscripts(recordingPath: string): App['transcripts'] {
  const policy = { recordings_days: null, transcripts_days: null };
  return {
    documents: {
      register: async () => undefined,
      list: async () => ({ items: [], total: 0 }),
      get: async (_actor, call_id) => ({
        ...{ id: 1, transcript_sid: 'GT1', call_id, call_date: AT, duration: 1, call_direction: 'outbound' },
        ...{ scenario_id: 'sales', scenario_name: 'Sales' },
        ...buildEnhancedTranscript([{ channel: 0, text: 'Hello?', start_ms: 0, end_ms: 900, confidence: 0.9, unintelligible: false }], 1),
        ...{ markers: [], redactions: [], media_url: `/api/v1/calls/${call_id}/recording` },
      }),
    },
    analyses: { run: async () => anAnalysis, get: async () => anAnalysis, rerun: async () => anAnalysis },
    log: {
      list: async () => ({ logs: [], total: 0 }),
      get: async () => {
        throw notFound('call');
      },
    },
    erasure: {
      find: async () => nothingFound,
      erase: async () => ({
        ...nothingFound,
        id: 'era_1',
        at: AT,
        calls_erased: 0,
        recordings_erased: 0,
        sentences_erased: 0,
        mentions_erased: 0,
        backups_removed: 0,
        exports_removed: 0,
        remains: [],
      }),
      reports: async () => [],
    },
    retention: {
      policy: async () => policy,
      setPolicy: async () => policy,
      run: async () => ({ recordings_deleted: 0, calls_deleted: 0, exports_deleted: 0, held: 0 }),
      hold: async (actor, call_id, reason) => ({ call_id, reason, user_id: actor.user_id, created_at: AT }),
      release: async () => undefined,
      holds: async () => [],
      requireNotHeld: async () => undefined,
    },
    exports: testExports(recordingPath),
    callFinished: async () => undefined,
    catchUp: async () => undefined,
    close: async () => undefined,
  };
}

function testExports(path: string): App['transcripts']['exports'] {
  const job = {
    ...{
      export_id: 'exp_1',
      state: 'done' as const,
      reason: '',
      query: '',
      format: 'txt' as const,
      redacted: true,
      done: 1,
      total: 1,
      bytes: 1,
      file_name: 'x.zip',
    },
    ...{ requested_by: { user_id: 'usr_owner', name: 'Sue' }, created_at: AT, finished_at: AT },
  };
  return {
    create: async () => job,
    list: async () => [job],
    get: async () => job,
    file: async () => ({ path, fileName: job.file_name }),
    remove: async () => undefined,
    eraseAll: async () => 0,
    eraseOlderThan: async () => 0,
    recover: async () => undefined,
    close: async () => undefined,
  };
}

function testRehearsals(): Pick<App, 'versions' | 'rehearsals'> {
  const content = scenarioInput.parse(scenarioBody);
  return {
    versions: {
      usage: async () => ({ used: 1, limit: 20 }),
      list: async () => [],
      diff: async (_actor, _id, from, to) => ({ from, to, fields: [] }),
      restore: async () => aScenario,
      duplicate: async () => aScenario,
      toFile: async () => ({ format: 'trunkline-scenario', format_version: 1, scenario: content }),
      fromFile: async (_actor, _file, options) => ({ scenario: aScenario, replayed: options?.idempotencyKey === 'used-before' }),
    },
    rehearsals: {
      start: async () => ({ batch_id: 'bat_1', items: [] }),
      list: async (_actor, { page, limit }) => toPage([], 0, page, limit),
      get: async (_actor, rehearsal_id) => ({
        ...{
          rehearsal_id,
          batch_id: 'bat_1',
          scenario_id: 'custom_1',
          scenario_version: 1,
          persona: 'friendly',
          persona_name: 'Pat',
          seed: 1,
          speed: 20,
        },
        ...{ state: 'passed', reason: '', duration_seconds: 1, goals: [], utterances: [], created_at: AT, finished_at: AT },
      }),
      cancel: async () => undefined,
      recover: async () => undefined,
      close: async () => undefined,
    },
  };
}
