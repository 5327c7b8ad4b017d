/**
 * Events on their way to another thread. Each message between threads costs far more than what it carries, so what can wait a moment waits for
 * what cannot; and a text is cheaper to hand over than many small objects.
 */
import type { EdgeEvent } from '#core/ports/voice-edge.ts';

type Frames = Extract<EdgeEvent, { type: 'frames' }>;

export type Parcel = {
  /** A JSON array of events without audio. */
  events: string;
  frames: Frames[];
};

/** Longest wait of what can wait, in wall milliseconds; a meter or a listener does not see it. */
const PATIENCE_MS = 40;
const PATIENT = new Set<EdgeEvent['type']>(['levels', 'frames', 'turn_state', 'turn']);

export class Outbox {
  private readonly post: (parcel: Parcel) => void;
  private events: EdgeEvent[] = [];
  private frames: Frames[] = [];
  private timer: NodeJS.Timeout | undefined;
  private leaving: NodeJS.Immediate | undefined;

  constructor(post: (parcel: Parcel) => void) {
    this.post = post;
  }

  put(event: EdgeEvent): void {
    if (event.type === 'frames') this.frames.push(event);
    else this.events.push(event);
    if (PATIENT.has(event.type)) this.timer ??= setTimeout(() => this.flush(), PATIENCE_MS);
    else this.leaving ??= setImmediate(() => this.flush());
  }

  flush(): void {
    clearTimeout(this.timer);
    clearImmediate(this.leaving);
    this.timer = undefined;
    this.leaving = undefined;
    if (this.events.length === 0 && this.frames.length === 0) return;
    const parcel = { events: JSON.stringify(this.events), frames: this.frames };
    this.events = [];
    this.frames = [];
    this.post(parcel);
  }
}

/** The events of a parcel. */
export function unpack({ events, frames }: Parcel): EdgeEvent[] {
  return [...(JSON.parse(events) as EdgeEvent[]), ...frames];
}
