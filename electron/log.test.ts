import { expect, test } from 'vitest';
import { createLog } from './log.ts';

function lines(level?: string) {
  const written: string[] = [];
  return { written, log: createLog({ to: { write: (line) => void written.push(line) }, ...(level ? { level } : {}) }) };
}

test('secrets and personal data are hidden wherever they stand', () => {
  const { written, log } = lines();
  log.warn(
    {
      token: 's1',
      request: { headers: { authorization: 's2', 'set-cookie': 's3' } },
      model: { apiKey: 's4' },
      pii: { to: 's5' },
      call: { pii: 's6' },
      call_id: 'c1',
    },
    'words',
  );
  expect(written).toHaveLength(1);
  expect(written[0]).not.toMatch(/s[1-6]"/);
  expect(JSON.parse(written[0]!)).toMatchObject({ level: 'warn', msg: 'words', call_id: 'c1', token: '[hidden]', time: expect.stringMatching(/Z$/) });
});

test('errors carry their cause, levels are kept, an unknown level is none', () => {
  const { written, log } = lines('loud');
  log.debug({}, 'unheard');
  log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed');
  expect(written).toHaveLength(1);
  expect(written[0]).toContain('inner');
});
