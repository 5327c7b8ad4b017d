/** Closes sockets whose session or personal token has run out: they outlive the request that proved it. */
import type { Log } from '#core/ports/host.ts';
import { CLOSE } from './console-connection.ts';
import type { OpenConsoles } from './open-consoles.ts';

export type ExpiredSessionsOptions = {
  consoles: OpenConsoles;
  /** Which of these are good still. */
  living(sessionIds: readonly string[]): Promise<ReadonlySet<string>>;
  log: Log;
  everyMs?: number;
};

/** The returned function ends it, after what is under way. */
export function closeExpired({ consoles, living, log, everyMs = 5000 }: ExpiredSessionsOptions): () => Promise<void> {
  let looking: Promise<void> | undefined;

  async function look() {
    const asked = new Set(consoles.sessionIds());
    if (asked.size === 0) return;
    const good = await living([...asked]);
    const isOver = (id: string | undefined) => id !== undefined && asked.has(id) && !good.has(id);
    consoles.closeWhere((actor) => isOver(actor.session_id), CLOSE.signedOut, 'the session has expired');
  }

  const timer = setInterval(() => {
    looking ??= look()
      .catch((err: unknown) => log.error({ err }, 'whether the sessions of open consoles have expired could not be found out'))
      .finally(() => (looking = undefined));
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
