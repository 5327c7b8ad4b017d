/**
 * What was sent to the carrier and what of it has been heard. Pure: positions and times come in, decisions come out.
 *
 * Each piece of audio is followed by a mark of its own name, which the carrier echoes once the piece has played (or at once when it is
 * cleared). Between two echoes the position is reckoned from the schedule: a piece starts when it is sent or when the one before it ends,
 * later by the lag that recent echoes showed beyond the transport's round trip. All times are milliseconds of the line.
 */
export type PlaybackItem = {
  readonly responseId: string;
  /** Empty for sounds of our own, such as tones: the model knows nothing of them. */
  readonly itemId: string;
  readonly contentIndex: number;
  /** The model session that knows this item. */
  readonly session: number;
  sentMs: number;
  playedMs: number;
  /** Position of its first sound on the line. */
  startMs: number | undefined;
  /** Position right after its last scheduled sound. */
  endMs: number;
  /** Everything of it has been sent. */
  complete: boolean;
};

export type Truncation = { item: PlaybackItem; audioEndMs: number };
export type Interruption = {
  truncations: Truncation[];
  /** Items that had been heard whole. */
  whole: PlaybackItem[];
  /** Where the sound broke off. */
  cutMs: number;
};
export type SentPiece = { mark: string; startMs: number };

type InFlight = { mark: string; item: PlaybackItem; itemEndMs: number; ms: number; startMs: number };

/** Smallest lag of this many recent echoes counts: one late echo is a busy thread, not a slow line. */
const LAG_MEMORY = 8;
const FIRST_LAG_MS = 10;
/** A piece whose echo has not come is not believed to have ended long ago. */
const ECHO_SLACK_MS = 40;
/** An echo that is late by this much will not come. */
const LOST_ECHO_MS = 1500;
const MAX_CLEARED = 512;

export class PlaybackLedger {
  private generation = 0;
  private sequence = 0;
  private readonly open: PlaybackItem[] = [];
  private readonly inFlight: InFlight[] = [];
  private readonly cleared = new Set<string>();
  private readonly lags = [FIRST_LAG_MS];
  private lineEnd = 0;
  private roundTrip = 0;

  /** Items that are not finished, in the order of their playing. */
  get items(): readonly PlaybackItem[] {
    return this.open;
  }

  /** Marks whose echo is awaited. */
  get pendingMarks(): number {
    return this.inFlight.length;
  }

  /** Where the sound that was sent so far will end on the line. */
  get endMs(): number {
    return this.lineEnd;
  }

  measureRoundTrip(ms: number): void {
    this.roundTrip = ms;
  }

  add(responseId: string, itemId: string, contentIndex: number, session: number): PlaybackItem {
    const item: PlaybackItem = {
      responseId,
      itemId,
      contentIndex,
      session,
      sentMs: 0,
      playedMs: 0,
      startMs: undefined,
      endMs: 0,
      complete: false,
    };
    this.open.push(item);
    return item;
  }

  /** Notes a piece of `ms` that goes out now. */
  sent(item: PlaybackItem, ms: number, now: number): SentPiece {
    const startMs = Math.max(now, this.lineEnd);
    this.lineEnd = startMs + ms;
    item.sentMs += ms;
    item.startMs ??= startMs;
    item.endMs = this.lineEnd;
    const mark = `${item.itemId || 'own'}:${item.sentMs}:${this.generation}:${++this.sequence}`;
    this.inFlight.push({ mark, item, itemEndMs: item.sentMs, ms, startMs });
    return { mark, startMs };
  }

  /** @returns false for a name that is not awaited: unknown, echoed before, or cleared. */
  echo(mark: string, now: number): boolean {
    if (this.cleared.delete(mark)) return false;
    const index = this.inFlight.findIndex((piece) => piece.mark === mark);
    const piece = this.inFlight[index];
    if (!piece) return false;
    if (this.lags.push(Math.max(0, now - piece.startMs - piece.ms - this.roundTrip)) > LAG_MEMORY) this.lags.shift();
    for (const played of this.inFlight.splice(0, index + 1)) {
      played.item.playedMs = Math.max(played.item.playedMs, played.itemEndMs);
    }
    return true;
  }

  /** How much of an item has been heard by now. */
  heardMs(item: PlaybackItem, now: number): number {
    let heard = item.playedMs;
    const first = this.inFlight[0];
    const latest = first ? first.startMs + first.ms + this.lag + ECHO_SLACK_MS : now;
    for (const piece of this.inFlight) {
      if (piece.item !== item) continue;
      const into = Math.min(now, latest) - this.lag - piece.startMs;
      if (into <= 0) break;
      heard = Math.max(heard, piece.itemEndMs - piece.ms + Math.min(piece.ms, into));
    }
    return Math.min(heard, item.sentMs);
  }

  /** Takes out the items that have been heard to their end, in order. */
  takeFinished(now: number): PlaybackItem[] {
    const finished: PlaybackItem[] = [];
    for (let item = this.open[0]; item?.complete; item = this.open[0]) {
      const waiting = this.inFlight.findLast((piece) => piece.item === item);
      if (waiting && now < waiting.startMs + waiting.ms + Math.max(0, this.lag) + LOST_ECHO_MS) break;
      if (waiting) this.inFlight.splice(0, this.inFlight.indexOf(waiting) + 1);
      item.playedMs = item.sentMs;
      finished.push(item);
      this.open.shift();
    }
    return finished;
  }

  /**
   * Everything that was sent and not yet heard is dropped by a `clear`: what each item was heard of, and where the sound broke off.
   * Items that were heard whole are not truncated.
   */
  interrupt(now: number): Interruption {
    const truncations: Truncation[] = [];
    const whole: PlaybackItem[] = [];
    let cutMs = Math.min(now, this.lineEnd);
    for (const item of this.open) {
      const heard = Math.max(0, Math.min(item.sentMs, Math.floor(this.heardMs(item, now))));
      const unheard = item.sentMs - heard;
      if (unheard > 0) cutMs = Math.min(cutMs, item.endMs - unheard);
      item.playedMs = heard;
      item.endMs = Math.max(item.startMs ?? 0, item.endMs - unheard);
      if (unheard > 0 || !item.complete) truncations.push({ item, audioEndMs: heard });
      else whole.push(item);
    }
    for (const piece of this.inFlight) this.cleared.add(piece.mark);
    for (const mark of this.cleared) {
      if (this.cleared.size <= MAX_CLEARED) break;
      this.cleared.delete(mark);
    }
    this.inFlight.length = 0;
    this.open.length = 0;
    this.generation++;
    this.lineEnd = Math.min(this.lineEnd, cutMs);
    return { truncations, whole, cutMs };
  }

  /** How much later than its schedule a piece plays, the transport's own time taken off. */
  private get lag(): number {
    return Math.min(...this.lags);
  }
}
