// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { renderInConsole } from '../../testing/render.tsx';
import { sampleCall } from '../../testing/samples.ts';
import { NotesField } from './notes-field.tsx';

afterEach(cleanup);

const LONG = { timeout: 10_000 };

/** A hub that is away until it is said to be back. */
function setUp() {
  const hub = { away: true, saved: [] as unknown[] };
  renderInConsole(<NotesField call={sampleCall({ state: 'completed' })} />, ({ method, body }) => {
    if (method !== 'PUT') return { status: 200, body: sampleCall({ state: 'completed' }) };
    if (hub.away) throw new TypeError('Failed to fetch');
    hub.saved.push(body);
    return { status: 200, body: sampleCall({ state: 'completed' }) };
  });
  return hub;
}

test('notes that cannot be sent say so, and are saved when the connection is back', async () => {
  const hub = setUp();
  fireEvent.change(await screen.findByLabelText('Notes'), { target: { value: 'Call at 2 pm' } });
  await screen.findByText('Not saved yet: it will be when the connection is back.', {}, LONG);
  hub.away = false;
  await screen.findByText('Saved', {}, LONG);
  expect(hub.saved).toEqual([{ notes: 'Call at 2 pm' }]);
});

test('they are saved also when their screen was left meanwhile', async () => {
  const hub = setUp();
  fireEvent.change(await screen.findByLabelText('Notes'), { target: { value: 'Call at 2 pm' } });
  await screen.findByText(/^Not saved yet/, {}, LONG);
  cleanup();
  hub.away = false;
  await waitFor(() => expect(hub.saved).toEqual([{ notes: 'Call at 2 pm' }]), LONG);
});
