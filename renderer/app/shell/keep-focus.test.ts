// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepFocus } from './keep-focus.ts';

let end: () => void;
const at = (id: string) => document.getElementById(id) as HTMLElement;

beforeEach(() => {
  document.body.innerHTML = `
    <main id="main" tabindex="-1"><input id="name"><ul><li id="row"><button id="delete">Delete</button></li></ul><button id="send">Send</button></main>`;
  // Nothing is laid out here.
  vi.spyOn(HTMLElement.prototype, 'getClientRects').mockReturnValue([{}] as unknown as DOMRectList);
  end = keepFocus(() => at('main'));
});
afterEach(() => {
  end();
  vi.restoreAllMocks();
});

/** As a browser does, which takes the focus from what is removed or disabled. */
function drop(element: HTMLElement) {
  element.blur();
  element.remove();
}

test('when a row goes with its button, whoever had the focus before has it again', async () => {
  at('name').focus();
  at('delete').focus();
  drop(at('delete'));
  await vi.waitFor(() => expect(document.activeElement?.id).toBe('name'));
});

test('where nothing had the focus before, the content has it', async () => {
  at('delete').focus();
  drop(at('delete'));
  await vi.waitFor(() => expect(document.activeElement?.id).toBe('main'));
});

test('a button that waits for an answer has the focus again when it can be pressed again', async () => {
  at('name').focus();
  const send = at('send') as HTMLButtonElement;
  send.focus();
  send.blur();
  send.disabled = true;
  await new Promise((resolve) => setTimeout(resolve));
  expect(document.activeElement).toBe(document.body);
  send.disabled = false;
  await vi.waitFor(() => expect(document.activeElement?.id).toBe('send'));
});

test('whoever clicks beside everything keeps the focus nowhere, whatever goes away then', async () => {
  at('name').focus();
  at('delete').focus();
  at('delete').blur();
  document.body.dispatchEvent(new Event('pointerup', { bubbles: true }));
  at('delete').remove();
  await new Promise((resolve) => setTimeout(resolve));
  expect(document.activeElement).toBe(document.body);
});
