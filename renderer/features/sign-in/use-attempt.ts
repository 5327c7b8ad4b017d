/** One attempt at a time at something that is limited: its failure, by field where it names one, and how long to wait. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiFailure } from '#shared/contract/client.ts';
import { describeFailure } from '../../client/failure.ts';
import { useSecond } from '../../ui/timer.tsx';

/** Seconds that a refusal asks to wait; 0 for any other failure. */
export function retryAfter(error: unknown): number {
  const asked = error instanceof ApiFailure && error.status === 429 ? error.params['retry_after'] : 0;
  return typeof asked === 'number' && asked > 0 ? asked : 0;
}

export type Attempt<Values> = {
  send(values: Values): void;
  pending: boolean;
  error: unknown;
  /** What the core says of single fields. */
  fields: Readonly<Record<string, string>>;
  /** Whole seconds until another attempt makes sense. */
  wait: number;
};

export function useAttempt<Values>(send: (values: Values) => Promise<unknown>, onDone: () => void): Attempt<Values> {
  const [until, setUntil] = useState(0);
  const mutation = useMutation({
    meta: { inline: true },
    mutationFn: send,
    onSuccess: onDone,
    onError: (error) => setUntil(Date.now() + retryAfter(error) * 1000),
  });
  const second = useSecond(until > 0);
  const wait = Math.max(0, Math.ceil(until / 1000 - second));
  return {
    send(values) {
      if (!mutation.isPending && wait === 0) mutation.mutate(values);
    },
    pending: mutation.isPending,
    error: mutation.error ?? undefined,
    fields: mutation.error ? describeFailure(mutation.error).fields : {},
    wait,
  };
}
