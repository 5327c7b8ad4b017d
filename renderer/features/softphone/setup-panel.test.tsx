// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CoreAnswer, type CoreRequest, renderInConsole } from '../../testing/render.tsx';
import { sampleCall, samplePreferences } from '../../testing/samples.ts';
import { useDesk } from './desk-state.ts';
import { SetupPanel } from './setup-panel.tsx';
import { useDraft } from './use-draft.ts';
import { usePlaceCall } from './use-place-call.ts';

function Panel() {
  const draft = useDraft();
  return <SetupPanel draft={draft} placing={usePlaceCall()} typing />;
}

const number = () => screen.getByLabelText<HTMLInputElement>('Number');
const place = () => fireEvent.click(screen.getByRole('button', { name: /Place practice call/ }));

const start = useDesk.getState();
beforeEach(() => useDesk.setState(start, true));
afterEach(cleanup);

function setUp(answers: (CoreAnswer | Error)[], preferences = samplePreferences) {
  const requests: CoreRequest[] = [];
  renderInConsole(
    <Panel />,
    (request) => {
      if (request.method !== 'POST') return { status: 200, body: { items: [], total: 0, page: 1, limit: 50, total_pages: 0 } };
      requests.push(request);
      const next = answers.shift() ?? { status: 201, body: sampleCall() };
      if (next instanceof Error) throw next;
      return next;
    },
    preferences,
  );
  return requests;
}

test('digits typed anywhere are the number, and the person it belongs to is picked', async () => {
  setUp([]);
  await screen.findByLabelText('Number');
  for (const key of '+15005550110') fireEvent.keyDown(document.activeElement === number() ? document.body : document.body, { key });
  expect(number().value).toBe('+15005550110');
  expect(screen.getByRole<HTMLInputElement>('radio', { name: /Friendly/ }).checked).toBe(true);
  expect(screen.getByText('+1 500 555 0110 · Friendly answers')).toBeDefined();
});

test('with single keys switched off, digits do nothing outside the field', async () => {
  setUp([], { ...samplePreferences, shortcuts_enabled: false });
  await screen.findByLabelText('Number');
  fireEvent.keyDown(document.body, { key: '5' });
  expect(number().value).toBe('');
});

test('what is wrong with a number is said at the number, and nothing is placed', async () => {
  const requests = setUp([]);
  fireEvent.change(await screen.findByLabelText('Number'), { target: { value: 'call Bob' } });
  expect(screen.getByText(/This is not a telephone number/)).toBeDefined();
  place();
  fireEvent.change(number(), { target: { value: '+11111111111' } });
  place();
  expect(requests).toEqual([]);
});

test('a call is placed once: the same attempt keeps its key over a lost connection, the next call gets another', async () => {
  const requests = setUp([new TypeError('Failed to fetch')]);
  fireEvent.click(await screen.findByRole('radio', { name: /Friendly/ }));
  place();
  await screen.findByText('OFFLINE');
  place();
  await waitFor(() => expect(useDesk.getState().shown).toBe('c1'));
  place();
  await waitFor(() => expect(requests).toHaveLength(3));
  const [first, second, third] = requests.map((one) => one.headers.get('Idempotency-Key'));
  expect(first).toBe(second);
  expect(third).not.toBe(first);
  expect(requests[0]?.body).toEqual({ to: '+15005550110', scenario_id: 'survey', variables: {}, practice: { persona: 'friendly' } });
});

test('a refusal of the core stands where the call was placed, with its code', async () => {
  const error = {
    success: false,
    error: 'x',
    detail: { code: 'RATE_LIMITED', message: 'Too many calls.', params: {} },
    status_code: 429,
    message: 'Too many calls.',
  };
  setUp([{ status: 429, body: { ...error, details: 'Nobody was rung. Wait 20 s.', code: 'RATE_LIMITED', params: {}, request_id: 'req_1' } }]);
  fireEvent.click(await screen.findByRole('radio', { name: /Friendly/ }));
  place();
  expect(await screen.findByText('Too many calls.')).toBeDefined();
  expect(screen.getByText('Nobody was rung. Wait 20 s.')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Copy the code RATE_LIMITED' })).toBeDefined();
});

test('only what the scenario still asks for is filled in', async () => {
  const requests = setUp([]);
  for (const [name, value] of [
    ['name', 'Bo'],
    ['gone_since', 'x'],
  ] as const)
    useDesk.getState().setVariable('survey', name, value);
  fireEvent.click(await screen.findByRole('radio', { name: /Friendly/ }));
  place();
  await waitFor(() => expect(requests).toHaveLength(1));
  expect(requests[0]?.body).toMatchObject({ variables: { name: 'Bo' } });
  expect(JSON.stringify(requests[0]?.body)).not.toContain('gone_since');
});
