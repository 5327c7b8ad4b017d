/**
 * Events on their way to another thread. Each message between threads costs far more than what it carries, so what can wait a moment goes along
 * with what cannot; and a text is cheaper to hand over than many small objects.
 */
import type { EdgeEvent } from '#core/ports/voice-edge.ts';

type Frames = Extract<EdgeEvent, { type: 'frames' }>;

export type Parcel = {
  /** A JSON array of events without audio. */
  events: string;
  frames: Frames[];
};

/** What comes often leaves no oftener than this, in wall milliseconds; everything else leaves at once. */
const INTERVAL_MS: Partial<Record<EdgeEvent['type'], number>> = { levels: 80, turn: 80, frames: 35 };
/** Nothing stays longer than this, also when nothing follows it. */
const LONGEST_MS = 150;

export class Outbox {
  private readonly post: (parcel: Parcel) => void;
  private events: EdgeEvent[] = [];
  private frames: Frames[] = [];
  private leftAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private leaving: NodeJS.Immediate | undefined;

  constructor(post: (parcel: Parcel) => void) {
    this.post = post;
  }

  put(event: EdgeEvent): void {
    if (event.type === 'frames') this.frames.push(event);
    else this.events.push(event);
    if (performance.now() - this.leftAt >= (INTERVAL_MS[event.type] ?? 0)) this.leaving ??= setImmediate(() => this.flush());
    else this.timer ??= setTimeout(() => this.flush(), LONGEST_MS);
  }

  flush(): void {
    clearTimeout(this.timer);
    clearImmediate(this.leaving);
    this.timer = undefined;
    this.leaving = undefined;
    if (this.events.length === 0 && this.frames.length === 0) return;
    this.leftAt = performance.now();
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
