/** The window shows the console and nothing else; links to the outside open in the person's own browser. */
import { app, shell, type WebContents } from 'electron';
import type { Log } from '#core/ports/host.ts';
import { isOwnAddress, mayOpenOutside } from './rules.ts';

export function guardNavigation(log: Log): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    const refuse = (event: { preventDefault(): void }, address: string) => {
      if (isOwnAddress(address)) return;
      event.preventDefault();
      log.warn({ address }, 'a page tried to leave the console');
    };
    contents.on('will-navigate', (event, address) => refuse(event, address));
    contents.on('will-redirect', (event, address) => refuse(event, address));
    contents.on('will-frame-navigate', (event) => refuse(event, event.url));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (mayOpenOutside(url)) shell.openExternal(url).catch((err: unknown) => log.warn({ err }, 'the link could not be opened'));
      return { action: 'deny' };
    });
  });
}
