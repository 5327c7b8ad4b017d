import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseWav, writePcmWav } from '#shared/audio/wav.ts';
import { coveredBytes, type HiddenSound } from './redacted-audio.ts';

const hidden: HiddenSound[] = [
  { channel: 0, from_ms: 500, to_ms: 900 },
  { channel: 1, from_ms: 2000, to_ms: 2100 },
];

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

describe('a redacted recording', () => {
  let dir: string;
  let path: string;
  const speech = Int16Array.from({ length: 24_000 }, (_, i) => 5000 + (i % 97));
  const original = writePcmWav({ sampleRate: 8000, channels: [speech, speech.map((s) => -s)] });
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'trunkline-'));
    path = join(dir, 'call.wav');
    await writeFile(path, original);
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('has a tone where something is hidden, on that channel alone, and the original elsewhere', async () => {
    const whole = await collect(coveredBytes(path, hidden, 0, original.length - 1));
    const [customer, agent] = parseWav(whole).channels;
    const [customerBefore, agentBefore] = parseWav(original).channels;
    for (let i = 0; i < 24_000; i++) {
      const covered = [i >= 4000 && i < 7200, i >= 16_000 && i < 16_800];
      if (covered[0]) expect(Math.abs(customer?.[i] ?? 9999)).toBeLessThan(4000);
      else expect(customer?.[i]).toBe(customerBefore?.[i]);
      if (covered[1]) expect(Math.abs(agent?.[i] ?? 9999)).toBeLessThan(4000);
      else expect(agent?.[i]).toBe(agentBefore?.[i]);
    }
  });

  it('gives any range as the same bytes that the whole has', async () => {
    const whole = await collect(coveredBytes(path, hidden, 0, original.length - 1));
    await fc.assert(
      fc.asyncProperty(fc.nat(original.length - 1), fc.nat(original.length - 1), async (a, b) => {
        const [start, end] = a < b ? [a, b] : [b, a];
        const part = await collect(coveredBytes(path, hidden, start, end));
        expect(part.equals(whole.subarray(start, end + 1))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
