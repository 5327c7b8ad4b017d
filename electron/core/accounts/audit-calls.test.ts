import { expect, test, vi } from 'vitest';
import type { CallsApp } from '#core/app-types.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { auditCalls, auditDeletions } from './audit-calls.ts';

const actor: Actor = { org_id: 'org_1', user_id: 'usr_1', role: 'supervisor', name: 'Sue' };

function start(record = vi.fn(async () => undefined)) {
  const stop = vi.fn();
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const calls = {
    listen: vi.fn(async () => stop),
    act: vi.fn(async (_actor: Actor, callId: string) => ({ placed_by: { user_id: callId === 'mine' ? 'usr_1' : 'usr_2', name: 'Bob' } })),
    recordingFile: vi.fn(async (_actor: Actor, callId: string, view?: { redacted?: boolean }) => ({
      path: 'call.wav',
      complete: callId !== 'live',
      ...(view?.redacted ? { hidden: [] } : {}),
    })),
    exportTranscript: vi.fn(async () => ({ body: 'Hello', mediaType: 'text/plain', fileName: 'a.txt' })),
  };
  const deps = { audit: { record, list: vi.fn() }, log };
  return { audited: auditCalls(calls as unknown as CallsApp, deps), deps, record, stop, log };
}

const actions = (record: ReturnType<typeof vi.fn>) => record.mock.calls.map(([entry]) => `${entry.action} ${entry.subject.id}`);

test('listens, hidden instructions, hang-ups of others’ calls and exports are recorded, without what was said', async () => {
  const { audited, record } = start();
  await audited.listen(
    actor,
    'call_1',
    () => undefined,
    () => undefined,
  );
  await audited.act(actor, 'call_1', { action: 'whisper', text: 'Offer Mr Smith a discount', respond: true });
  await audited.act(actor, 'call_1', { action: 'mute' });
  await audited.act(actor, 'mine', { action: 'hangup' });
  await audited.act(actor, 'call_1', { action: 'hangup' });
  await audited.exportTranscript(actor, 'call_1', 'txt');
  expect(actions(record)).toEqual(['call.listen call_1', 'call.whisper call_1', 'call.hangup call_1', 'transcript.exported call_1']);
  expect(JSON.stringify(record.mock.calls)).not.toContain('Smith');
});

test('sound that nothing covers is recorded once, also that of a call that goes on', async () => {
  const { audited, record } = start();
  await audited.recordingFile(actor, 'over', { redacted: true });
  for (const call of ['over', 'live', 'over', 'live']) await audited.recordingFile(actor, call);
  expect(actions(record)).toEqual(['recording.played over', 'call.listen live']);
});

test('nobody listens unrecorded; a deed that is done does not look undone', async () => {
  const { audited, stop, log } = start(vi.fn(async () => Promise.reject(new Error('disk full'))));
  const listening = audited.listen(
    actor,
    'call_1',
    () => undefined,
    () => undefined,
  );
  await expect(listening).rejects.toThrow('disk full');
  expect(stop).toHaveBeenCalled();
  await audited.act(actor, 'call_1', { action: 'whisper', text: 'x', respond: true });
  expect(log.error).toHaveBeenCalledOnce();
});

test('what is deleted is recorded, what could not be deleted is not', async () => {
  const { deps, record } = start();
  const remove = vi.fn(async (_actor: Actor, id: string) => (id === 'gone' ? Promise.reject(new Error('there is none')) : { id }));
  const scenarios = auditDeletions('scenario', { remove }, deps);
  await scenarios.remove(actor, 'custom_1');
  await expect(scenarios.remove(actor, 'gone')).rejects.toThrow();
  expect(await auditDeletions('assistant', { remove }, deps).remove(actor, 'asst_1')).toEqual({ id: 'asst_1' });
  expect(actions(record)).toEqual(['scenario.deleted custom_1', 'assistant.deleted asst_1']);
});
