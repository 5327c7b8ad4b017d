// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { type CoreRequest, renderInConsole } from '../../testing/render.tsx';
import { sampleCall } from '../../testing/samples.ts';
import { WrapStrip } from './wrap-strip.tsx';

afterEach(cleanup);

function setUp(state: 'completed' | 'in_progress') {
  const requests: CoreRequest[] = [];
  const onNext = vi.fn<() => void>();
  renderInConsole(<WrapStrip call={sampleCall({ state })} onNext={onNext} />, (request) => {
    if (request.method === 'PUT') requests.push(request);
    return { status: 200, body: sampleCall({ state }) };
  });
  return { requests, onNext };
}

test('after the call a digit is its outcome, and Enter goes on', async () => {
  const { requests, onNext } = setUp('completed');
  await screen.findByRole('button', { name: 'Goal met' });
  fireEvent.keyDown(document.body, { key: '2' });
  await waitFor(() => expect(requests.map((one) => one.body)).toEqual([{ disposition: 'callback' }]));
  fireEvent.keyDown(document.body, { key: 'Enter' });
  expect(onNext).toHaveBeenCalledOnce();
});

test('digits in the notes are notes, which save themselves once', async () => {
  const { requests } = setUp('completed');
  const notes = await screen.findByLabelText('Notes');
  fireEvent.keyDown(notes, { key: '2' });
  fireEvent.change(notes, { target: { value: 'Call at 2' } });
  fireEvent.change(notes, { target: { value: 'Call at 2 pm' } });
  await screen.findByText('Saved', {}, { timeout: 5000 });
  expect(requests.map((one) => one.body)).toEqual([{ notes: 'Call at 2 pm' }]);
});

test('during the call there are notes but no outcomes', async () => {
  setUp('in_progress');
  await screen.findByLabelText('Notes');
  expect(screen.queryByRole('button', { name: 'Goal met' })).toBeNull();
});
