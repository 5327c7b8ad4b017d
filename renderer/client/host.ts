/** Where this console runs: inside the desktop window, or in a browser served by the hub. */
import type { HostDescriptor } from '#shared/live/port.ts';

type DesktopPorts = { host: HostDescriptor; api: MessagePort; live: MessagePort };

const HANDOVER_DEADLINE_MS = 15_000;

export function isDesktop(): boolean {
  return location.protocol === 'app:';
}

function isHandover(data: unknown): data is { type: 'trunkline-ports'; host: HostDescriptor } {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'trunkline-ports' && 'host' in data;
}

/**
 * Waits for the preload to hand over its pair of ports. The page asks once, because the preload may have been ready before this script ran.
 */
export function receivePorts(): Promise<DesktopPorts> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      window.removeEventListener('message', receive);
      reject(new Error('The desktop did not hand over its connection.'));
    }, HANDOVER_DEADLINE_MS);
    function receive(event: MessageEvent<unknown>) {
      const [api, live] = event.ports;
      if (event.source !== window || !isHandover(event.data) || !api || !live) return;
      clearTimeout(deadline);
      window.removeEventListener('message', receive);
      resolve({ host: event.data.host, api, live });
    }
    window.addEventListener('message', receive);
    window.postMessage({ type: 'trunkline-page-ready' }, location.origin);
  });
}
