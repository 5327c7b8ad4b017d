/** Rows for tests. */
import type { Call, Utterance } from '#shared/contract/calls.ts';
import type { Scenario } from '#shared/contract/scenarios.ts';
import type { Health, PracticePersona, Preferences } from '#shared/contract/system.ts';

const AT = '2026-01-01T00:00:00Z';

export function sampleCall(over: Partial<Call> = {}): Call {
  return {
    call_id: 'c1',
    call_sid: null,
    state: 'in_progress',
    reason: '',
    reason_code: null,
    direction: 'outbound',
    to: '+15005550110',
    from: '+15005550001',
    scenario_id: 'survey',
    scenario_name: 'Customer survey',
    practice: true,
    persona: 'friendly',
    placed_by: { user_id: 'me', name: 'Owner' },
    created_at: AT,
    answered_at: AT,
    ended_at: null,
    duration_seconds: 0,
    turn_state: 'listening',
    ai_muted: false,
    recording: { state: 'recording', channels: 2, seconds: 0, bytes: 0, sha256: null, alarms: [] },
    latency: { greeting_ms: null, first_response_p50_ms: null, first_response_p95_ms: null },
    turns: 0,
    words: 0,
    interruptions: 0,
    risk: { score: 0, reasons: [] },
    disposition: null,
    notes: '',
    tail: '',
    ...over,
  };
}

export function sampleUtterance(over: Partial<Utterance> = {}): Utterance {
  return {
    utterance_id: 'u1',
    call_id: 'c1',
    sequence: 1,
    channel: 0,
    speaker: 'customer',
    text: 'Hello.',
    start_ms: 0,
    end_ms: 800,
    confidence: 0.9,
    interrupted: false,
    unintelligible: false,
    final: true,
    ...over,
  };
}

export function sampleScenario(over: Partial<Scenario> = {}): Scenario {
  return {
    scenario_id: 'survey',
    name: 'Customer survey',
    description: 'Asks four questions.',
    persona: 'You are Kim.',
    prompt: 'Ask.',
    voice: 'marin',
    temperature: 0.7,
    language: 'en',
    greeting: 'Hello {{name}}.',
    turn_taking: 'balanced',
    variables: [{ name: 'name', label: 'Name', example: 'Alex' }],
    goals: [],
    max_duration_seconds: 300,
    built_in: true,
    version: 1,
    created_at: AT,
    updated_at: AT,
    ...over,
  };
}

export const samplePersona: PracticePersona = {
  id: 'friendly',
  name: 'Friendly',
  description: 'Glad about the call.',
  number: '+15005550110',
  kind: 'person',
};

export const samplePreferences: Preferences = {
  theme: 'light',
  density: 'compact',
  shortcuts_enabled: true,
  shortcuts: {},
  microphone_id: '',
  speaker_id: '',
  monitor_volume: 0.9,
  announce_transcript: true,
  welcomed: true,
};

export const sampleHealth: Health = {
  status: 'ok',
  version: '0.1.0',
  mode: 'practice',
  uptime_seconds: 1,
  parts: [],
  live_calls: 0,
  data_folder: '/data',
  disk_free_bytes: 1e10,
  vault: 'keychain',
};
