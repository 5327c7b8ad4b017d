/**
 * Hands the page one pair of ports and the description of its host, and nothing else: no function of Electron's reaches the page.
 * The page asks by a message to itself, because either of the two may be ready first.
 */
import { ipcRenderer } from 'electron';

const HANDOVER = 'trunkline:ports';

window.addEventListener('message', (event) => {
  if (event.source === window && event.data?.type === 'trunkline-page-ready') ipcRenderer.send(HANDOVER);
});

ipcRenderer.on(HANDOVER, (event, host: unknown) => {
  window.postMessage({ type: 'trunkline-ports', host: Object.freeze(host) }, location.origin, [...event.ports]);
});
