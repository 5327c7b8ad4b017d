import { describe, expect, test } from 'vitest';
import { writePcmWav } from '#shared/audio/wav.ts';
import { createFaultBoard } from './faults.ts';
import { type CalleeDirectory, createLines } from './lines.ts';
import type { Answering } from './types.ts';

const WAV = writePcmWav({ sampleRate: 8000, channels: [new Int16Array(8)] });

function fixture() {
  const asked: { id: string; seed?: number; audio?: Uint8Array }[] = [];
  const callees: CalleeDirectory = {
    list: () => ['busy', 'friendly', 'hurried'].map((id) => ({ id, name: id, description: '', number: '', kind: 'person' })),
    byNumber: (number) => (number === '+15005550112' ? 'busy' : undefined),
    async answer(id, options): Promise<Answering> {
      asked.push({ id, ...options });
      return { outcome: 'busy', ringMs: 0, detection: { answeredBy: 'human', afterMs: 0 } };
    },
  };
  const faults = createFaultBoard();
  const lines = createLines({ callees, faults });
  const resolve = async (number: string, ...traces: string[]) => {
    await lines.resolve({ number, traces });
    return asked.at(-1)?.id;
  };
  return { lines, faults, asked, resolve };
}

describe('who answers', () => {
  test('an arrangement first, then the persona of the number, then a friendly person', async () => {
    const { lines, resolve } = fixture();
    lines.arrange({ number: '+15005550111', persona: 'hurried' });
    expect(await resolve('+15005550111')).toBe('hurried');
    expect(await resolve('+15005550111')).toBe('friendly');
    expect(await resolve('+15005550112')).toBe('busy');
  });

  test('arrangements hold in the order they were made, for as many calls as they say', async () => {
    const { lines, resolve } = fixture();
    lines.arrange({ number: '+15005550111', persona: 'hurried', uses: 2 });
    lines.arrange({ number: '+15005550111', persona: 'busy' });
    const answered: (string | undefined)[] = [];
    for (let i = 0; i < 4; i++) answered.push(await resolve('+15005550111'));
    expect(answered).toEqual(['hurried', 'hurried', 'busy', 'friendly']);
  });

  test('a text in the TwiML or in a callback URL is enough', async () => {
    const { lines, asked, resolve } = fixture();
    lines.arrange({ match: 'call-9', persona: 'hurried', seed: 4, audio: Buffer.from(WAV).toString('base64') });
    expect(await resolve('+15005550113', '<Response/>', 'http://x/status/call-8')).toBe('friendly');
    expect(await resolve('+15005550113', '<Response/>', 'http://x/status/call-9')).toBe('hurried');
    expect(asked.at(-1)).toMatchObject({ seed: 4, audio: WAV });
  });

  test('an unknown persona, or audio that is none, is refused when it is arranged', () => {
    const { lines } = fixture();
    expect(() => lines.arrange({ number: '+15005550111', audio: 'bm8gd2F2' })).toThrow(RangeError);
    expect(() => lines.arrange({ number: '+15005550111', persona: 'nobody' })).toThrow(RangeError);
  });

  test('the faults of a matched call stand on the board, and what is counted down stays so', () => {
    const { lines, faults } = fixture();
    lines.arrange({ match: 'call-9', faults: { modelRefuse429: 2 } });
    const found = faults.find('trunkline/call-9/model');
    expect(found).toEqual({ modelRefuse429: 2 });
    if (found) found.modelRefuse429 = 1;
    expect(lines.faultsFor('call-9')).toEqual({ modelRefuse429: 1 });
    expect(faults.take('call-9')).toEqual({ modelRefuse429: 1 });
    expect(faults.find('call-9')).toBeUndefined();
  });
});
