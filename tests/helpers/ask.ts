/** Requests to the API from inside a page, as the console itself makes them. */
import type { Page } from '@playwright/test';

export type PageAnswer<T> = { status: number; body: T };

/** @param body sent as JSON; left out, nothing is sent */
export async function ask<T>(page: Page, method: 'GET' | 'POST', path: string, body?: object): Promise<PageAnswer<T>> {
  const cookies = await page.context().cookies(page.url());
  const csrf = cookies.find(({ name }) => name === 'trunkline_csrf')?.value ?? '';
  const init = {
    method,
    headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const answered = page.evaluate(
    async ([where, how]) => {
      const answer = await fetch(where, how);
      return { status: answer.status, body: (await answer.json()) as unknown };
    },
    [path, init] as const,
  );
  return (await answered) as PageAnswer<T>;
}
