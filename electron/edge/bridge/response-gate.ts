/**
 * At most one response is active or asked for at any time; everything else waits its turn.
 * Pure but for `ask`, which sends `response.create` with the given event id.
 */
export type ResponseRequest = { instructions?: string; purpose: 'greeting' | 'instruction' | 'goodbye' | 'retry' | 'resume' };

export class ResponseGate {
  private readonly ask: (eventId: string, request: ResponseRequest) => void;
  private readonly waiting: ResponseRequest[] = [];
  private asked: { eventId: string; request: ResponseRequest } | undefined;
  private active: string | undefined;
  private sequence = 0;

  constructor(ask: (eventId: string, request: ResponseRequest) => void) {
    this.ask = ask;
  }

  get activeResponse(): string | undefined {
    return this.active;
  }

  get busy(): boolean {
    return this.active !== undefined || this.asked !== undefined;
  }

  request(request: ResponseRequest): void {
    this.waiting.push(request);
    this.next();
  }

  /**
   * @param eventId the request's own event id as the response's metadata echoes it; undefined when the server began by itself.
   * @returns the request that this response answers.
   */
  created(responseId: string, eventId: string | undefined): ResponseRequest | undefined {
    this.active = responseId;
    if (!this.asked || this.asked.eventId !== eventId) return undefined;
    const { request } = this.asked;
    this.asked = undefined;
    return request;
  }

  done(responseId: string): void {
    if (this.active !== responseId) return;
    this.active = undefined;
    this.next();
  }

  /**
   * An error that names one of our events. A collision with the server's own response puts the request back: it goes out again when that
   * response is done, or at once when its end arrived before this error.
   */
  refused(eventId: string, code: string | null): void {
    if (this.asked?.eventId !== eventId) return;
    const { request } = this.asked;
    this.asked = undefined;
    if (code === 'conversation_already_has_active_response') this.waiting.unshift(request);
    this.next();
  }

  /** Drops what is asked for and waiting; for a muted AI or a session that is gone. @returns what was dropped. */
  reset(): ResponseRequest[] {
    const dropped = [...(this.asked ? [this.asked.request] : []), ...this.waiting];
    this.waiting.length = 0;
    this.asked = undefined;
    this.active = undefined;
    return dropped;
  }

  private next(): void {
    if (this.busy) return;
    const request = this.waiting.shift();
    if (!request) return;
    const eventId = `rc_${++this.sequence}`;
    this.asked = { eventId, request };
    this.ask(eventId, request);
  }
}
