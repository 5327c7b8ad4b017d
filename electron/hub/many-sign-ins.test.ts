/** A thousand sign-ins at once: within the limits, bounded in work, and nobody else is kept out. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, startTestHub, type TestHub } from './test-hub.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await startTestHub();
}, 60_000);
afterAll(() => hub.close());

const login = (email: string, password: string) => hub.ask('POST', '/api/v1/auth/login', { body: { email, password } });

/** As a polite client does: waits as long as it is told to. */
async function loginPatiently(email: string): Promise<number> {
  for (let attempt = 0; attempt < 4; attempt++) {
    const { status, headers } = await login(email, PASSWORD);
    if (status !== 429) return status;
    await new Promise((resolve) => setTimeout(resolve, Number(headers.get('retry-after')) * 1000));
  }
  return 429;
}

test('1,000 sign-ins at once are answered within the limits and lock out nobody else', async () => {
  const victim = await hub.signUp('victim@example.com');
  await hub.signUp('bystander@example.com');
  const guesses = Array.from({ length: 600 }, () => login('victim@example.com', 'wrong'));
  const spread = Array.from({ length: 400 }, (_, i) => login(`nobody-${i}@example.com`, 'wrong'));
  const bystander = loginPatiently('bystander@example.com');
  const atOne = (await Promise.all(guesses)).map(({ status }) => status);
  const atMany = await Promise.all(spread);

  expect(new Set(atOne)).toEqual(new Set([401, 429]));
  // Signing up was the first of five attempts.
  expect(atOne.filter((status) => status === 401).length).toBeLessThanOrEqual(4);
  for (const { status, headers } of atMany) {
    expect([401, 429]).toContain(status);
    if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect(await bystander).toBe(200);
  // Whoever was signed in stays so; and a refusal because of the crowd was no wrong password.
  expect((await hub.ask('GET', '/api/v1/me', { token: victim.token })).status).toBe(200);
  expect(hub.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
}, 120_000);
