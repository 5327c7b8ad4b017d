import { expect, test } from 'vitest';
import { deviceName } from './device-name.ts';

test('a session is called after its browser and system', () => {
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';
  expect(deviceName(chrome)).toBe('Chrome, Linux');
  expect(deviceName(`${chrome} Edg/130.0`)).toBe('Edge, Linux');
  expect(deviceName('Mozilla/5.0 (Macintosh; Intel Mac OS X 14_1) AppleWebKit/605.1 Version/17.1 Safari/605.1')).toBe('Safari, macOS');
  expect(deviceName('Mozilla/5.0 (Windows NT 10.0; Win64) Gecko/20100101 Firefox/132.0')).toBe('Firefox, Windows');
  expect(deviceName('curl/8.9.1')).toBe('curl/8.9.1');
  expect(deviceName('  ')).toBeUndefined();
});
