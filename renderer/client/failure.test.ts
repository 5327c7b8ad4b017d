import { expect, test } from 'vitest';
import { describeFailure } from './failure.ts';

test('a part of the console that could not be fetched is said in words, and that a reload helps', () => {
  for (const message of [
    'Unable to preload CSS for http://127.0.0.1:4870/assets/admin-page-C73WITTD.css',
    'Failed to fetch dynamically imported module: http://127.0.0.1:4870/assets/admin-page-C73WITTD.js',
    'error loading dynamically imported module: http://127.0.0.1:4870/assets/admin-page.js',
    'Importing a module script failed.',
  ]) {
    const failure = describeFailure(new TypeError(message));
    expect(failure).toMatchObject({ code: 'SCREEN_NOT_LOADED', message: 'This screen could not be loaded.' });
    expect(failure.details).toMatch(/reload/);
  }
});

test('a lost connection is one, whatever the browser calls it', () => {
  expect(describeFailure(new TypeError('Failed to fetch')).code).toBe('OFFLINE');
  expect(describeFailure(new Error('odd')).code).toBe('CONSOLE_ERROR');
});
