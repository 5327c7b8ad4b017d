/** What every form of a transcript file shares. */
import type { Utterance } from '#shared/contract/calls.ts';

export const NAMES = { customer: 'Customer', agent: 'AI agent' } as const;

/** What was said in one line of text, with what became of it. */
export function spoken(one: Pick<Utterance, 'text' | 'unintelligible' | 'interrupted'>): string {
  const text = one.text.replace(/[\s\u0085]+/g, ' ').trim();
  if (one.unintelligible) return text ? `${text} [unintelligible]` : '[unintelligible]';
  return one.interrupted ? `${text} [interrupted]` : text;
}

/** `0:07`, `1:02:03`. */
export function clock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
