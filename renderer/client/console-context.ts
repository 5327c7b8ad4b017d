import { createContext, useContext } from 'react';
import type { Console } from './console.ts';

const ConsoleContext = createContext<Console | undefined>(undefined);

export const ConsoleProvider = ConsoleContext.Provider;

/** What this window shares; see `createConsole`. */
export function useConsole(): Console {
  const shared = useContext(ConsoleContext);
  if (!shared) throw new Error('There is no console around this component.');
  return shared;
}
