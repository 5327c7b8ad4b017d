/** Asks for something that must happen once, whatever happens to the network in between. */
import { useRef } from 'react';

/** One attempt keeps its key until it is known how it went: the same request asked again does nothing twice. */
export function useOnce() {
  const attempt = useRef<{ request: string; key: string }>(undefined);
  return async <T>(request: object, ask: (idempotencyKey: string) => Promise<T>): Promise<T> => {
    const text = JSON.stringify(request);
    if (attempt.current?.request !== text) attempt.current = { request: text, key: crypto.randomUUID() };
    const answer = await ask(attempt.current.key);
    attempt.current = undefined;
    return answer;
  };
}
