/** Where the data is kept when nobody names a folder. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const NAME = 'Trunkline';

/** The platform's own place for a program's data. */
export function defaultDataFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform, home = homedir()): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', NAME);
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), NAME);
  return join(env.XDG_DATA_HOME ?? join(home, '.local', 'share'), NAME.toLowerCase());
}

/** The folder to use: the one that was asked for, else TRUNKLINE_DATA_DIR, else the platform's. What is empty names no folder. */
export function dataFolder(asked: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  return resolve(asked || env.TRUNKLINE_DATA_DIR || defaultDataFolder(env));
}
