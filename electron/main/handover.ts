/** Gives the console its two ports: one for requests, one for the live plane. The one channel between page and main process. */
import { app, type BrowserWindow, ipcMain, MessageChannelMain, type MessagePortMain } from 'electron';
import type { Log } from '#core/ports/host.ts';
import type { HostDescriptor } from '#shared/live/port.ts';
import { mayHaveConnection } from './rules.ts';

/** The preload's name for it is the same. */
const HANDOVER = 'trunkline:ports';

/** What the doors of the API and of the live plane do with their end; both end it when it closes. */
export type Doors = { api(port: MessagePortMain): void; live(port: MessagePortMain): void };

export function handOverPorts(currentWindow: () => BrowserWindow | undefined, doors: Doors, log: Log): void {
  let given: MessagePortMain[] = [];
  ipcMain.on(HANDOVER, (event) => {
    const window = currentWindow();
    const sender = { frame: event.senderFrame, contentsId: event.sender.id };
    if (!mayHaveConnection(sender, window?.webContents.id)) {
      log.warn({ address: event.senderFrame?.url }, 'a page that is not the console asked for its connection');
      return;
    }
    // A page that was loaded anew gets a fresh pair; the old one ends with the old page.
    for (const port of given) port.close();
    const api = new MessageChannelMain();
    const live = new MessageChannelMain();
    given = [api.port1, live.port1];
    doors.api(api.port1);
    doors.live(live.port1);
    const host: HostDescriptor = { kind: 'desktop', platform: process.platform, version: app.getVersion() };
    event.senderFrame?.postMessage(HANDOVER, host, [api.port2, live.port2]);
  });
}
