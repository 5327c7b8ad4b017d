import { describe, expect, test } from 'vitest';
import { dataFolder, defaultDataFolder } from './data-folder.ts';

describe('the data folder', () => {
  test('is the platform’s own place', () => {
    expect(defaultDataFolder({}, 'darwin', '/Users/a')).toBe('/Users/a/Library/Application Support/Trunkline');
    expect(defaultDataFolder({}, 'linux', '/home/a')).toBe('/home/a/.local/share/trunkline');
    expect(defaultDataFolder({ XDG_DATA_HOME: '/data' }, 'linux', '/home/a')).toBe('/data/trunkline');
    expect(defaultDataFolder({ APPDATA: '/roaming' }, 'win32', '/c')).toBe('/roaming/Trunkline');
  });

  test('is what was asked for before what the environment says', () => {
    expect(dataFolder('/asked', { TRUNKLINE_DATA_DIR: '/env' })).toBe('/asked');
    expect(dataFolder(undefined, { TRUNKLINE_DATA_DIR: '/env' })).toBe('/env');
    expect(dataFolder(undefined, { TRUNKLINE_DATA_DIR: '' })).toBe(defaultDataFolder());
  });
});
