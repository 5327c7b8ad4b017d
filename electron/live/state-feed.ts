/** A socket that tells how things are: once when it opens, and at most once a second when they changed. */
import type { Log } from '#core/ports/host.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Conversation } from './admission.ts';
import { CLOSE } from './console-connection.ts';
import { isFor, type LiveBus } from './event-bus.ts';

export type StateFeedOptions = {
  actor: Actor;
  bus: LiveBus;
  log: Log;
  /** How things are now: type of event → its data. */
  read(): Promise<Record<string, object>>;
  tell(type: string, data: object): void;
  close(code: number, reason: string): void;
};

const STEP_MS = 1000;
/** What changes without an event, such as a scenario that is made or deleted, is seen after so many steps. */
const EVERY_STEPS = 5;
const SILENCE_MS = 65_000;
const TELLING: ReadonlySet<string> = new Set(['call.updated', 'call.state', 'call.summary', 'agent.updated']);

export function openStateFeed({ actor, bus, log, read, tell, close }: StateFeedOptions): Conversation {
  const told = new Map<string, string>();
  let stale = true;
  let reading = false;
  let open = true;
  let steps = 0;
  let lastLife = Date.now();

  async function refresh() {
    stale = false;
    reading = true;
    try {
      const state = await read();
      if (!open) return;
      for (const [type, data] of Object.entries(state)) {
        const text = JSON.stringify(data);
        if (told.get(type) === text) continue;
        told.set(type, text);
        tell(type, data);
      }
    } catch (error) {
      log.error({ err: error }, 'a live state could not be read');
      conversation.close(1011, 'failed');
    } finally {
      reading = false;
    }
  }

  const stop = bus.listen(({ envelope, scope }) => {
    if (isFor(scope, actor) && TELLING.has(envelope.type)) stale = true;
  });
  const beat = setInterval(() => {
    if (Date.now() - lastLife > SILENCE_MS) return conversation.close(CLOSE.silent, 'no answer to pings');
    steps++;
    if (!reading && (stale || steps % EVERY_STEPS === 0)) void refresh();
  }, STEP_MS);
  beat.unref();

  const conversation: Conversation = {
    ended() {
      open = false;
      clearInterval(beat);
      stop();
      leave();
    },
    close(code, reason) {
      conversation.ended();
      close(code, reason);
    },
    alive: () => void (lastLife = Date.now()),
  };
  const leave = bus.consoles.add({ actor, close: conversation.close });
  void refresh();
  return conversation;
}
