/** The consoles that are connected now, by whatever door. */
import type { Actor, Role } from '#shared/domain/identity.ts';

export type OpenConsole = {
  readonly actor: Actor;
  close(code: number, reason: string): void;
  /** Its person has another role from now on. */
  become?(role: Role): void;
};

export type OpenConsoles = {
  /** The returned function takes it out again. */
  add(console: OpenConsole): () => void;
  isConnected(userId: string): boolean;
  /** The sessions and personal tokens by which they were opened, each once for each console. */
  sessionIds(): string[];
  /** Ends the consoles of sessions that are over. */
  closeWhere(whose: (actor: Actor) => boolean, code: number, reason: string): void;
  /** Consoles that are open go on with the new role: what they may be told changes at once. */
  changeRole(userId: string, role: Role): void;
  /** Told when a person's first console came or their last one went. */
  onChange(listener: (actor: Actor) => void): () => void;
};

export function createOpenConsoles(): OpenConsoles {
  const open = new Set<OpenConsole>();
  const listeners = new Set<(actor: Actor) => void>();
  const isConnected = (userId: string) => [...open].some(({ actor }) => actor.user_id === userId);
  const tell = (actor: Actor) => {
    for (const listener of listeners) listener(actor);
  };
  return {
    add(console) {
      const { actor } = console;
      const isFirst = !isConnected(actor.user_id);
      open.add(console);
      if (isFirst) tell(actor);
      return () => {
        if (open.delete(console) && !isConnected(actor.user_id)) tell(actor);
      };
    },
    isConnected,
    sessionIds: () => [...open].flatMap(({ actor }) => actor.session_id ?? []),
    closeWhere(whose, code, reason) {
      for (const console of [...open]) if (whose(console.actor)) console.close(code, reason);
    },
    changeRole(userId, role) {
      for (const console of open) if (console.actor.user_id === userId) console.become?.(role);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
