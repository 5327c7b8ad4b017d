import { expect, test } from 'vitest';
import { passwordWeakness } from './password.ts';

test.each(['short', 'password', 'Password1234', 'qwertyuiop12', 'Welcome2024!', 'letmein99', 'aaaaaaaaaaaa', 'abcdefghijkl', 'lovelace1'])(
  'refuses %s',
  (password) => {
    expect(passwordWeakness(password, ['ada.lovelace@example.com', 'Ada', 'Acme'])).toBeTypeOf('string');
  },
);

test.each(['a long enough secret', 'correct horse battery', 'football field at 7 o’clock', 'T8#qLw0z', 'ünïcödé wörds'])('takes %s', (password) => {
  expect(passwordWeakness(password, ['ada.lovelace@example.com', 'Ada', 'Acme'])).toBeUndefined();
});
