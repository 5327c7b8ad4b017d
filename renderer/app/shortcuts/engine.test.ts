// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { createShortcutEngine } from './engine.ts';

let time = 0;
let engine = createShortcutEngine(false, () => time);
beforeEach(() => {
  time = 0;
  document.body.innerHTML = '';
  engine = createShortcutEngine(false, () => time);
});

function press(key: string, over: Partial<KeyboardEventInit> = {}, target: HTMLElement = document.body) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...over });
  target.dispatchEvent(event);
  Object.defineProperty(event, 'target', { value: target });
  engine.handle(event);
  return event;
}

function place<T extends HTMLElement>(html: string): T {
  document.body.innerHTML = html;
  return document.querySelector<T>('[data-here]')!;
}

test('the newest offer of a key has it, until it is withdrawn', () => {
  const first = vi.fn<() => void>();
  const second = vi.fn<() => void>();
  engine.offer('call.end', { run: first });
  const withdraw = engine.offer('call.end', { run: second });
  expect(press('e').defaultPrevented).toBe(true);
  withdraw();
  time = 5000;
  press('e');
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1]);
});

test('of two commands on one key, the one offered last runs', () => {
  const open = vi.fn<() => void>();
  const next = vi.fn<() => void>();
  engine.offer('wall.open', { run: open });
  engine.offer('wrap.next', { run: next });
  press('Enter');
  expect([open.mock.calls.length, next.mock.calls.length]).toEqual([0, 1]);
});

test('single keys are text in text fields, and silent when they are switched off; chords always work', () => {
  const end = vi.fn<() => void>();
  const palette = vi.fn<() => void>();
  engine.offer('call.end', { run: end });
  engine.offer('app.palette', { run: palette });
  const field = place<HTMLInputElement>('<input type="text" data-here>');
  press('e', {}, field);
  press('k', { ctrlKey: true }, field);
  engine.configure({ enabled: false, own: {} });
  press('e');
  press('k', { ctrlKey: true });
  expect([end.mock.calls.length, palette.mock.calls.length]).toEqual([0, 2]);
});

test('Enter belongs to a focused button, letters do not', () => {
  const next = vi.fn<() => void>();
  const end = vi.fn<() => void>();
  engine.offer('wrap.next', { run: next });
  engine.offer('call.end', { run: end });
  const button = place<HTMLButtonElement>('<button data-here>Go</button>');
  press('Enter', {}, button);
  press('e', {}, button);
  expect([next.mock.calls.length, end.mock.calls.length]).toEqual([0, 1]);
});

test('ending a call is throttled, and a held key counts once', () => {
  const end = vi.fn<() => void>();
  engine.offer('call.end', { run: end });
  press('e');
  press('e', { repeat: true });
  time = 900;
  press('e');
  expect(end).toHaveBeenCalledOnce();
  time = 1100;
  press('e');
  expect(end).toHaveBeenCalledTimes(2);
});

test('G and then a letter goes somewhere, for a moment', () => {
  const wall = vi.fn<() => void>();
  const whisper = vi.fn<() => void>();
  engine.offer('go.wall', { run: wall });
  engine.offer('call.whisper', { run: whisper });
  press('g');
  press('w');
  expect([wall.mock.calls.length, whisper.mock.calls.length]).toEqual([1, 0]);
  press('g');
  time = 5000;
  press('w');
  expect([wall.mock.calls.length, whisper.mock.calls.length]).toEqual([1, 1]);
});

test('a person’s own key replaces the default', () => {
  const end = vi.fn<() => void>();
  engine.offer('call.end', { run: end });
  engine.configure({ enabled: true, own: { 'call.end': 'x' } });
  press('e');
  press('x');
  expect(end).toHaveBeenCalledOnce();
});
