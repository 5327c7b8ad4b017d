/** What went wrong at the voice model, in words for people, and whether trying again can help. */
import type { ModelFailure } from '#core/ports/voice-model.ts';

const WORDS: Record<string, string> = {
  invalid_address: 'The address of the voice model is not valid. Check it in the settings.',
  invalid_api_key: 'The voice model does not accept the API key. Check it in the settings.',
  insufficient_quota: 'The account at the voice model has no credit left. Add credit there, then call again.',
  account_deactivated: 'The account at the voice model is deactivated.',
  model_not_found: 'The voice model is not available to this account. Choose another in the settings.',
  beta_api_shape_disabled: 'The voice model refused an outdated protocol. Update this program.',
  unknown_parameter: 'The voice model does not know a setting that was sent.',
  invalid_value: 'The voice model refused the value of a setting.',
  missing_required_parameter: 'The voice model misses a setting.',
  wrong_audio_format: 'The voice model did not take the telephone audio format, so nobody would understand a word.',
  session_expired: 'The session reached its maximum length.',
  rate_limit_exceeded: 'The voice model is handling too many requests for this account right now.',
  server_error: 'The voice model had an internal error.',
};

const FATAL = new Set([
  'invalid_address',
  'invalid_api_key',
  'insufficient_quota',
  'account_deactivated',
  'model_not_found',
  'beta_api_shape_disabled',
  'unknown_parameter',
  'invalid_value',
  'missing_required_parameter',
  'wrong_audio_format',
]);

/** @param detail the provider's own words, added so that nothing is hidden. */
export function modelFailure(code: string, detail = ''): ModelFailure {
  const words = WORDS[code] ?? 'The voice model failed.';
  return { code, message: detail ? `${words} (${detail})` : words, fatal: FATAL.has(code) };
}

/** A refused WebSocket upgrade. */
export function upgradeFailure(status: number): ModelFailure {
  if (status === 401) return modelFailure('invalid_api_key', 'HTTP 401');
  if (status === 403) return { ...modelFailure('model_not_found', 'HTTP 403'), code: 'forbidden' };
  if (status === 404) return modelFailure('model_not_found', 'HTTP 404');
  if (status === 429) return modelFailure('rate_limit_exceeded', 'HTTP 429');
  return {
    code: `http_${status}`,
    message: `The voice model refused the connection (HTTP ${status}).`,
    fatal: status >= 400 && status < 500 && status !== 408,
  };
}

/** A closed socket, by its close code. */
export function closeFailure(code: number, reason: string): ModelFailure {
  if (code === 4000) return modelFailure('beta_api_shape_disabled', reason);
  const message = `The connection to the voice model ended (${code}${reason ? `: ${reason}` : ''}).`;
  return { code: `closed_${code}`, message, fatal: code === 1002 || code === 1008 };
}
