import { expect, test } from 'vitest';
import { isDoorAddress, readDoorView } from './door-view.ts';

test('an address says which way in is meant; any other leads to signing in', () => {
  expect(readDoorView('')).toEqual({ name: 'sign_in' });
  expect(readDoorView('#/calls/c1?at=3')).toEqual({ name: 'sign_in' });
  expect(readDoorView('#/sign-up')).toEqual({ name: 'sign_up' });
  expect(readDoorView('#/join')).toEqual({ name: 'join', code: '' });
  expect(readDoorView('#/join/tri_a%2Fb')).toEqual({ name: 'join', code: 'tri_a/b' });
  expect(readDoorView('#/join/%E0%A4%A')).toEqual({ name: 'join', code: '%E0%A4%A' });
});

test('only ways in are forgotten once one is in', () => {
  expect(['#/join/x', '#/join', '#/sign-up', '#/calls', '#/joinery', ''].map(isDoorAddress)).toEqual([true, true, true, false, false, false]);
});
