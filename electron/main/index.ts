/** The desktop: one window on the same core as the hub. */
import { join } from 'node:path';
import { app, type BrowserWindow, crashReporter, dialog, type MessagePortMain, session, shell } from 'electron';
import { openDesktopSession } from '#api/desktop-session.ts';
import { openApiPortDoor } from '#api/port-door.ts';
import { openPortDoor } from '#live/port-door.ts';
import { AppError } from '#shared/domain/errors.ts';
import { fromElectronPort } from '#shared/live/message-port.ts';
import { makeUsableFolder } from '#store/usable-folder.ts';
import { boot, type Running } from '../boot.ts';
import { dataFolder } from '../data-folder.ts';
import { createLog } from '../log.ts';
import { consoleFolder } from '../static-files.ts';
import { handOverPorts } from './handover.ts';
import { setMenu } from './menu.ts';
import { guardNavigation } from './navigation.ts';
import { guardPermissions } from './permissions.ts';
import { handleConsoleScheme, registerConsoleScheme } from './protocol.ts';
import { openWindow } from './window.ts';

const dataDir = dataFolder(undefined);
const log = createLog();

try {
  makeUsableFolder(dataDir);
} catch (error) {
  tell(error, 'The data folder cannot be used.');
  process.exit(1);
}
// Chromium keeps its profile with the data, and so the lock of the single instance belongs to the folder as well.
app.setPath('userData', join(dataDir, 'chromium'));
// Root on Linux must start with --no-sandbox, which this call would overrule for the child processes alone: they would not start.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerConsoleScheme();
crashReporter.start({ uploadToServer: false });

let window: BrowserWindow | undefined;
let running: Running | undefined;
let stopping = false;

/** Ends calls and closes the store before the program goes. Never twice. */
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  try {
    await running?.close();
  } catch (err) {
    log.error({ err }, 'the program did not close in order');
  }
  app.exit(code);
}

function tell(err: unknown, what: string): void {
  log.error({ err }, what);
  const told = err instanceof AppError ? `${err.message} ${err.details ?? ''}` : what;
  process.stderr.write(`trunkline: ${told.trim()}\n`);
  if (app.isPackaged) dialog.showErrorBox('Trunkline cannot start', told);
}

function failed(what: string) {
  return (err: unknown) => {
    tell(err, what);
    void stop(1);
  };
}

function show(): void {
  window = openWindow({ dataDir, log });
  window.on('closed', () => (window = undefined));
}

function openDataFolder(): Promise<boolean> {
  return shell.openPath(dataDir).then((problem) => problem === '');
}

async function start(): Promise<void> {
  await app.whenReady();
  guardPermissions(session.defaultSession);
  setMenu({ openDataFolder: () => void openDataFolder() });
  const host = await boot({ dataDir, log, program: 'the desktop', openFolder: openDataFolder });
  running = host;
  const { api, bus, vault } = host;
  const { accounts, calls, localOwner } = host.app;
  const desktop = await openDesktopSession({ api, accounts, vault, owner: localOwner, log });
  handleConsoleScheme(session.defaultSession, consoleFolder(), desktop.fetch);
  const openLive = async (port: MessagePortMain) => {
    const actor = await desktop.actor();
    // Whoever is not signed in has no live plane; the window asks for new ports when it is loaded anew after signing in.
    if (actor) openPortDoor({ port: fromElectronPort(port), actor, bus, calls, log });
    else port.close();
  };
  const doors = {
    api: (port: MessagePortMain) => void openApiPortDoor({ port: fromElectronPort(port), fetch: desktop.fetch, log }),
    live: (port: MessagePortMain) => void openLive(port).catch((err: unknown) => log.error({ err }, 'the live plane could not be opened')),
  };
  handOverPorts(() => window, doors, log);
  show();
}

if (app.requestSingleInstanceLock()) {
  guardNavigation(log);
  app.on('second-instance', () => {
    if (!window) return running && show();
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('activate', () => {
    if (!window && running) show();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('before-quit', (event) => {
    if (stopping) return;
    event.preventDefault();
    void stop(0);
  });
  app.on('child-process-gone', (_event, details) => log.error({ ...details }, 'a process of the desktop ended'));
  process.on('uncaughtException', failed('An unexpected error ended the program; calls were ended and what was recorded is safe.'));
  process.on('unhandledRejection', failed('An unexpected error ended the program; calls were ended and what was recorded is safe.'));
  start().catch(failed('The program could not start.'));
} else {
  process.stdout.write('Trunkline is open already: its window came to the front.\n');
  app.quit();
}
