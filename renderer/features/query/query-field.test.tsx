// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test } from 'vitest';
import { renderInConsole } from '../../testing/render.tsx';
import { QueryField } from './query-field.tsx';

afterEach(cleanup);

/** A field, and a filter beside it that asks for calls of some seconds. */
function Search({ asked }: { asked: string[] }) {
  const [q, setQ] = useState('');
  const change = (next: string) => {
    asked.push(next);
    setQ(next);
  };
  return (
    <>
      <QueryField label="Search" q={q} change={change} />
      <button type="button" onClick={() => setQ((before) => (before.endsWith('dur>5') ? before.replace(' dur>5', '') : `${before} dur>5`))}>
        Filter
      </button>
    </>
  );
}

async function setUp() {
  const asked: string[] = [];
  renderInConsole(<Search asked={asked} />, () => ({ status: 200, body: {} }));
  const field = await screen.findByRole<HTMLInputElement>('searchbox', { name: 'Search' });
  return { asked, field, type: (value: string) => fireEvent.change(field, { target: { value } }) };
}

test('a space between two words stays while the first one is asked for', async () => {
  const { asked, field, type } = await setUp();
  type('gas ');
  await waitFor(() => expect(asked).toEqual(['gas']));
  expect(field.value).toBe('gas ');
});

test('the field follows what is asked elsewhere, back to its own words as well', async () => {
  const { asked, field, type } = await setUp();
  type('gas');
  await waitFor(() => expect(asked).toEqual(['gas']));
  fireEvent.click(screen.getByRole('button', { name: 'Filter' }));
  expect(field.value).toBe('gas dur>5');
  fireEvent.click(screen.getByRole('button', { name: 'Filter' }));
  expect(field.value).toBe('gas');
});

test('Escape asks for nothing at once, and then leaves the field', async () => {
  const { asked, field, type } = await setUp();
  field.focus();
  type('gas');
  fireEvent.keyDown(field, { key: 'Escape' });
  expect(asked).toEqual(['']);
  expect(document.activeElement).toBe(field);
  fireEvent.keyDown(field, { key: 'Escape' });
  expect(document.activeElement).not.toBe(field);
});
