import { expect, test } from 'vitest';
import { AUDIT_SUBJECTS } from '#shared/domain/audit.ts';
import { routes } from '#shared/contract/index.ts';
import { AUDIT_CHOICES, auditLabelKey, auditQuery, detailText } from './audit-panel.tsx';
import words from '../../app/i18n/en/admin.json' with { type: 'json' };
import { adminSearch } from './admin-search.ts';
import { invitationState } from './invitations-panel.tsx';
import { rightsByTag } from './roles-panel.tsx';

test('days of the audit are whole days of this console', () => {
  const query = auditQuery({ from: '2026-03-01', to: '2026-03-01', action: 'sign_in', actor: 'usr_1', page: 3 });
  expect(query).toMatchObject({ action: 'sign_in', actor_id: 'usr_1', page: 3 });
  const [from, to] = [query.from_date, query.to_date].map((one) => Date.parse(one ?? ''));
  expect((to ?? 0) - (from ?? 0)).toBe(24 * 3_600_000 - 1);
  expect(auditQuery({})).toMatchObject({ page: 1, from_date: undefined, to_date: undefined });
});

test('a wrong value in the address is left out', () => {
  expect(adminSearch.parse({ tab: 'nothing', page: -1, from: 'yesterday', action: 'team.' })).toEqual({ action: 'team.' });
});

test('an invitation is open until it is used, taken back or too old', () => {
  const open = { accepted_at: null, revoked: false, expires_at: '2026-01-08T00:00:00Z' };
  const now = Date.parse('2026-01-02T00:00:00Z');
  expect(invitationState(open, now)).toBe('open');
  expect(invitationState(open, Date.parse('2026-01-08T00:00:00Z'))).toBe('expired');
  expect(invitationState({ ...open, revoked: true }, now)).toBe('revoked');
  expect(invitationState({ ...open, revoked: true, accepted_at: '2026-01-01T00:00:00Z' }, now)).toBe('accepted');
});

test('details of a deed are short words', () => {
  const said: Record<string, string> = { agent: 'Agent', usr_1: 'Robin' };
  const given = {
    name: (name: string) => (name === 'previous_role' ? 'before' : undefined),
    value: (value: string) => said[value],
    yes: 'yes',
    no: 'no',
  };
  expect(detailText({ role: 'agent', previous_role: 'owner', held: 3 }, given)).toBe('role: Agent, before: owner, held: 3');
  expect(detailText({ redacted: false, placed_by: 'usr_1', scopes: ['read', 'calls'] }, given)).toBe(
    'redacted: no, placed by: Robin, scopes: read + calls',
  );
  expect(detailText({}, given)).toBe('');
});

test('what a role may do is what the routes say', () => {
  const rights = rightsByTag(Object.values(routes.people));
  expect(rights.get('Audit')).toEqual([{ summary: routes.people.audit.summary, may: ['owner', 'supervisor'] }]);
  expect(rightsByTag([routes.auth.login])).toEqual(new Map());
});

test('every deed and everything it can be done to has words', () => {
  const keys = [...AUDIT_CHOICES.map(auditLabelKey), ...AUDIT_SUBJECTS.filter((type) => type !== 'call').map((type) => `audit.subject.${type}`)];
  const wordsAt = (key: string) => key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], words);
  expect(keys.filter((key) => typeof wordsAt(key) !== 'string')).toEqual([]);
  expect(AUDIT_CHOICES).toContain('team.');
});
