/** The application menu: what the operating system expects; the console's own commands are in the console. */
import { Menu, type MenuItemConstructorOptions } from 'electron';

export type MenuActions = { openDataFolder(): void };

export function menuTemplate(platform: NodeJS.Platform, actions: MenuActions): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const own: MenuItemConstructorOptions[] = mac ? [{ role: 'appMenu' }] : [];
  return [
    ...own,
    {
      label: 'File',
      submenu: [{ label: 'Open Data Folder', click: actions.openDataFolder }, { type: 'separator' }, { role: mac ? 'close' : 'quit' }],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        ...([{ role: 'reload' }, { role: 'toggleDevTools' }, { type: 'separator' }] as const),
        ...([{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { type: 'separator' }, { role: 'togglefullscreen' }] as const),
      ],
    },
    { role: 'windowMenu' },
  ];
}

export function setMenu(actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, actions)));
}
