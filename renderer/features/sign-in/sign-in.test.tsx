// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { useConsole } from '../../client/console-context.ts';
import { type CoreAnswer, type CoreRequest, renderInConsole } from '../../testing/render.tsx';
import { findDoor } from './find-door.ts';
import { FirstStartForm } from './first-start-form.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { SignUpForm } from './sign-up-form.tsx';

const PASSWORD = 'a long enough phrase';

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'], now: Date.parse('2026-01-01T00:00:00Z') }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const user = {
  id: 'u',
  seq: 1,
  email: 'kim@example.com',
  name: 'Kim',
  company_name: 'Acme',
  role: 'owner',
  is_active: true,
  is_admin: true,
  org_id: 'o',
  created_at: '2026-01-01T00:00:00Z',
};
const signedIn = { access_token: 'a', refresh_token: 'r', token_type: 'bearer', expires_in: 1800, token: 'a', user };

function refusal(status: number, code: string, more: { message?: string; params?: object; errors?: object[] } = {}): CoreAnswer {
  const { message = 'It was refused.', params = {}, errors } = more;
  const body = { success: false, error: message, detail: { code, message, params }, status_code: status, message, details: 'Nothing was changed.' };
  return { status, body: { ...body, code, params, request_id: 'req_1', ...(errors ? { errors } : {}) } };
}

function setUp(form: (api: ReturnType<typeof useConsole>['api'], onDone: () => void) => React.ReactNode, answers: CoreAnswer[]) {
  const requests: CoreRequest[] = [];
  const onDone = vi.fn<() => void>();
  function Form() {
    return form(useConsole().api, onDone);
  }
  renderInConsole(<Form />, (request) => {
    if (request.method !== 'POST') return { status: 200, body: { items: [], total: 0, page: 1, limit: 50, total_pages: 0 } };
    requests.push(request);
    return answers.shift() ?? { status: 500 };
  });
  return { requests, onDone };
}

const type = (label: string | RegExp, value: string) => fireEvent.change(screen.getByLabelText(label, { selector: 'input' }), { target: { value } });
const press = (name: RegExp) => fireEvent.click(screen.getByRole('button', { name }));

test('signing in leads on; empty fields are said at the fields and nothing is sent', async () => {
  const { requests, onDone } = setUp((api, done) => <SignInForm api={api} hub onDone={done} />, [{ status: 200, body: signedIn }]);
  await screen.findByLabelText('E-mail address');
  press(/^Sign in/);
  expect(await screen.findByText('Write your password.')).toBeDefined();
  expect(requests).toEqual([]);
  type('E-mail address', 'kim@example.com');
  type('Password', PASSWORD);
  press(/^Sign in/);
  await waitFor(() => expect(onDone).toHaveBeenCalledOnce());
  expect(requests[0]).toMatchObject({ path: '/api/v1/auth/login', body: { email: 'kim@example.com', password: PASSWORD } });
});

test('a lock-out says how long it takes, sends nothing meanwhile, and is forgotten when it is over', async () => {
  const { requests } = setUp(
    (api, done) => <SignInForm api={api} hub={false} onDone={done} />,
    [refusal(429, 'LOCKED_OUT', { params: { retry_after: 61 } }), refusal(401, 'INVALID_CREDENTIALS', { message: 'The password is wrong.' })],
  );
  await screen.findByLabelText('E-mail address');
  type('E-mail address', 'kim@example.com');
  type('Password', 'wrong');
  press(/^Sign in/);
  const button = await screen.findByRole('button', { name: 'Try again in 01:01' });
  fireEvent.click(button);
  expect(requests).toHaveLength(1);
  act(() => void vi.advanceTimersByTime(30_000));
  expect(button.textContent).toContain('00:31');
  act(() => void vi.advanceTimersByTime(31_000));
  expect(screen.queryByText('LOCKED_OUT')).toBeNull();
  press(/^Sign in/);
  expect(await screen.findByText('The password is wrong.')).toBeDefined();
  expect(requests).toHaveLength(2);
});

test('a weak password is said before it is sent; what the core says of a field stands at the field', async () => {
  const taken = refusal(422, 'VALIDATION_ERROR', { errors: [{ loc: ['body', 'email'], msg: 'This address is taken.', type: 'taken' }] });
  const { requests } = setUp((api, done) => <SignUpForm api={api} onDone={done} />, [taken]);
  await screen.findByLabelText('Your name');
  type('Your name', 'Kim');
  type('Company', 'Acme');
  type('E-mail address', 'kim@example.com');
  type('Choose a password', 'short');
  press(/Make it/);
  expect(await screen.findByText('Use at least 8 characters.')).toBeDefined();
  expect(requests).toEqual([]);
  type('Choose a password', PASSWORD);
  press(/Make it/);
  expect(await screen.findByText('This address is taken.')).toBeDefined();
  expect(requests[0]?.body).toEqual({ name: 'Kim', email: 'kim@example.com', password: PASSWORD, company_name: 'Acme' });
});

test('an invitation link brings its code; without one it is asked for', async () => {
  const { requests, onDone } = setUp((api, done) => <SignUpForm api={api} invitation="tri_1" onDone={done} />, [{ status: 201, body: signedIn }]);
  await screen.findByLabelText('Your name');
  expect(screen.queryByLabelText('Invitation code')).toBeNull();
  type('Your name', 'Kim');
  type('E-mail address', 'kim@example.com');
  type('Choose a password', PASSWORD);
  press(/Join/);
  await waitFor(() => expect(onDone).toHaveBeenCalledOnce());
  expect(requests[0]?.body).toEqual({ name: 'Kim', email: 'kim@example.com', password: PASSWORD, invitation: 'tri_1' });
  cleanup();
  setUp((api, done) => <SignUpForm api={api} invitation="" onDone={done} />, []);
  expect(await screen.findByLabelText('Invitation code')).toBeDefined();
});

test('the first start needs a name and a company, and more only from those who want it', async () => {
  const { requests, onDone } = setUp((api, done) => <FirstStartForm api={api} onDone={done} />, [{ status: 200, body: user }]);
  await screen.findByLabelText('Your name');
  type('Your name', 'Kim');
  type('Company', 'Acme');
  expect(screen.queryByLabelText('E-mail address')).toBeNull();
  press(/^Start/);
  await waitFor(() => expect(onDone).toHaveBeenCalledOnce());
  expect(requests[0]).toMatchObject({ path: '/api/v1/setup', body: { name: 'Kim', company_name: 'Acme' } });
  fireEvent.click(screen.getByLabelText(/Set an e-mail address/));
  expect(await screen.findByLabelText('Choose a password', { selector: 'input' })).toBeDefined();
});

test('the door: nobody signed in, a machine that is new, nothing in the way, and a core that does not answer', async () => {
  const door = (status: number, body: object) => findDoor(createClient(async () => new Response(JSON.stringify(body), { status })));
  expect(await door(401, refusal(401, 'UNAUTHENTICATED').body as object)).toBe('sign_in');
  expect(await door(200, { needed: true })).toBe('first_start');
  expect(await door(200, { needed: false })).toBe('open');
  await expect(door(500, {})).rejects.toThrow(/500/);
});
