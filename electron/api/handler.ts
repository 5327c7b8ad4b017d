/** How a declared route is answered: a function of what was asked, checked, to the data of the answer. */
import type { z } from 'zod';
import type { Caller, Identity } from '#core/accounts/model.ts';
import type { Route } from '#shared/contract/route.ts';
import type { Actor } from '#shared/domain/identity.ts';

type Checked<R, K extends string> = R extends { [P in K]: infer S extends z.ZodType } ? z.output<S> : undefined;

/** What is known of a request besides what its route declares. */
export type Asking = {
  /** From where it came. */
  caller: Caller;
  /** It came from this process's own window. */
  within: boolean;
  request: Request;
  /** Adds a header to the answer. */
  header(name: string, value: string): void;
};

export type Asked<R extends Route> = Asking & {
  /** Whoever asks; only public routes are asked by nobody. */
  actor: R extends { access: 'public' } ? Actor | undefined : Actor;
  /** The same, and by what they proved it. */
  identity: R extends { access: 'public' } ? Identity | undefined : Identity;
  params: Checked<R, 'params'>;
  query: Checked<R, 'query'>;
  body: Checked<R, 'body'>;
  idempotencyKey: string | undefined;
};

export type Answered<R extends Route> = R extends { media: string | readonly string[] }
  ? Response
  : R extends { response: infer S extends z.ZodType }
    ? z.input<S>
    : void;

export type Handler<R extends Route> = (asked: Asked<R>) => Promise<Answered<R>>;
export type Handlers<Routes extends Record<string, Route>> = { [K in keyof Routes]: Handler<Routes[K]> };

/** A route with its handler, whatever their types were. */
export type Registered = { name: string; route: Route; handler: (asked: Asked<Route>) => Promise<unknown> };

/** Routes of a domain with their handlers; the compiler sees to it that none is missing. */
export function register<Routes extends Record<string, Route>>(routes: Routes, handlers: Handlers<Routes>): Registered[] {
  return Object.entries(routes).map(([name, route]) => ({ name, route, handler: handlers[name] as unknown as Registered['handler'] }));
}
