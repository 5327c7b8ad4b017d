/** What tests and support may look at; reading it changes nothing. */
import type { Console } from '../client/console.ts';

declare global {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can extend Window
  interface Window {
    readonly __trunkline?: Readonly<{ audio: ReturnType<Console['player']['diagnostics']>; live: string }>;
  }
}

export function exposeDiagnostics(shared: Console): void {
  const view = Object.freeze({
    get audio() {
      return Object.freeze(shared.player.diagnostics());
    },
    get live() {
      return shared.live.getState().status;
    },
  });
  Object.defineProperty(window, '__trunkline', { value: view });
}
