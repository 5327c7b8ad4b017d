import { describe, expect, test } from 'vitest';
import { isAllowed, isOwnAddress, mayHaveConnection, mayOpenOutside } from './rules.ts';

describe('own addresses', () => {
  test.each(['app://console', 'app://console/', 'app://console/wall?x=1'])('%s is', (address) => expect(isOwnAddress(address)).toBe(true));
  test.each(['app://console.evil/', 'app://other/', 'https://console/', 'file:///etc/passwd', ''])('%s is not', (address) =>
    expect(isOwnAddress(address)).toBe(false),
  );
});

describe('permissions', () => {
  const asked = { permission: 'media', origin: 'app://console/', isMainFrame: true, mediaTypes: ['audio'] };

  test('the microphone, notifications and writing to the clipboard are allowed', () => {
    expect(isAllowed(asked)).toBe(true);
    expect(isAllowed({ ...asked, permission: 'notifications', mediaTypes: [] })).toBe(true);
    expect(isAllowed({ ...asked, permission: 'clipboard-sanitized-write', mediaTypes: [] })).toBe(true);
  });

  test.each([
    { ...asked, mediaTypes: ['audio', 'video'] },
    { ...asked, mediaTypes: [] },
    { ...asked, origin: 'https://example.com/' },
    { ...asked, isMainFrame: false },
    { ...asked, permission: 'geolocation' },
    { ...asked, permission: 'clipboard-read' },
    { ...asked, permission: 'openExternal' },
  ])('$permission $mediaTypes of $origin (main frame: $isMainFrame) is refused', (request) => expect(isAllowed(request)).toBe(false));
});

describe('links to the outside', () => {
  test.each(['https://example.com/a', 'mailto:a@example.com', 'tel:+15005550006'])('%s may open', (url) => expect(mayOpenOutside(url)).toBe(true));
  test.each(['http://example.com', 'file:///etc/passwd', 'javascript:alert(1)', 'ms-msdt:/id', 'https://user:pw@example.com', 'not a url'])(
    '%s may not',
    (url) => expect(mayOpenOutside(url)).toBe(false),
  );
});

describe('the connection', () => {
  const frame = { url: 'app://console/', parent: null };

  test('is for the main frame of the open window alone', () => {
    expect(mayHaveConnection({ frame, contentsId: 7 }, 7)).toBe(true);
    expect(mayHaveConnection({ frame, contentsId: 8 }, 7)).toBe(false);
    expect(mayHaveConnection({ frame, contentsId: 7 }, undefined)).toBe(false);
    expect(mayHaveConnection({ frame: { ...frame, parent: {} }, contentsId: 7 }, 7)).toBe(false);
    expect(mayHaveConnection({ frame: { ...frame, url: 'https://example.com/' }, contentsId: 7 }, 7)).toBe(false);
    expect(mayHaveConnection({ frame: null, contentsId: 7 }, 7)).toBe(false);
  });
});
