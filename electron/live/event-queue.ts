/** A bounded queue in which an event that replaces another takes it away. What is in it always rises by sequence number. */
import { COALESCED, type Envelope } from '#shared/live/envelope.ts';

const REPLACING: ReadonlySet<string> = new Set(COALESCED);

/** Events with the same key replace one another. */
export function coalescingKey({ type, seq, data }: Envelope): string {
  if (!REPLACING.has(type)) return String(seq);
  if ('utterance_id' in data) return `${type} ${data.call_id} ${data.utterance_id}`;
  if (type === 'presence') return `${type} ${data.user_id}`;
  if (type === 'export.updated') return `${type} ${data.export_id}`;
  if (type === 'agent.updated') return `${type} ${data.agent_id}`;
  return 'call_id' in data ? `${type} ${data.call_id}` : type;
}

export class EventQueue<T> {
  readonly #items = new Map<string, T>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#items.size;
  }

  /** @returns the oldest entry when it had to go to make room */
  push(key: string, item: T): T | undefined {
    this.#items.delete(key);
    this.#items.set(key, item);
    return this.#items.size > this.#capacity ? this.shift() : undefined;
  }

  shift(): T | undefined {
    for (const [key, item] of this.#items) {
      this.#items.delete(key);
      return item;
    }
    return undefined;
  }

  /** Forgets everything but what is asked for. */
  retain(wanted: (item: T) => boolean): void {
    for (const [key, item] of this.#items) if (!wanted(item)) this.#items.delete(key);
  }

  values(): IterableIterator<T> {
    return this.#items.values();
  }
}
