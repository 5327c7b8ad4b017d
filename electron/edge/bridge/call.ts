/** One call: from the warm model socket while the phone rings to the closed recording. */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Channel, EdgeCommand } from '#core/ports/voice-edge.ts';
import { type LegEnd, MediaLeg } from '../door/media-leg.ts';
import { Coverage } from '../recorder/coverage.ts';
import { Recorder } from '../recorder/recorder.ts';
import type { CallHost } from './call-host.ts';
import { Conversation } from './conversation.ts';
import { LineClock } from './line-clock.ts';
import { LineMonitor } from './line-monitor.ts';
import { PlaybackLedger } from './playback-ledger.ts';
import { Playout } from './playout.ts';
import { Timeline } from './timeline.ts';
import { dtmfTones } from './tones.ts';

export type CallCommand = Exclude<EdgeCommand, { type: 'prepare' | 'close' }>;

/** Longer than any phone rings. */
const NEVER_CONNECTED_MS = 15 * 60_000;
/** Before the longest duration ends the call, the AI is told to say goodbye; of a short one it is the last third. */
const LAST_WORDS_MS = 12_000;
const TIME_IS_OVER = 'Wrap up the call now, because its time is over. Close politely in one or two short sentences, then end the call.';
const QUIET_LINE_MS = 50;
const COVERAGE_EVERY_MS = 1000;
const CHANNELS: readonly Channel[] = [0, 1];

const END_REASONS: Record<LegEnd, string> = {
  stopped: 'carrier_stopped',
  closed: 'hung_up',
  broken: 'media_lost',
  refused: 'media_refused',
};

export class Call {
  private readonly host: CallHost;
  private readonly onGone: () => void;
  private readonly line = new LineClock();
  private readonly timeline = new Timeline();
  private readonly ledger = new PlaybackLedger();
  private readonly playout: Playout;
  private readonly conversation: Conversation;
  private readonly coverage = new Coverage();
  private readonly monitor: LineMonitor;
  private recorder: Recorder | undefined;
  private leg: MediaLeg | undefined;
  private state: 'waiting' | 'talking' | 'over' = 'waiting';
  private endReason: string | undefined;
  private endedAt: number | undefined;
  private coverageAt = 0;
  private beatAt = 0;
  private hurried = false;
  private cancelDeadline: () => void;
  private leavePulse: (() => void) | undefined;
  private finished: Promise<void> | undefined;

  /** @param onGone called once, when nothing of the call is left to do. */
  constructor(host: CallHost, onGone: () => void) {
    this.host = host;
    this.onGone = onGone;
    const { plan } = host;
    this.playout = new Playout({
      ledger: this.ledger,
      timeline: this.timeline,
      tuning: host.tuning,
      events: { started: (item) => this.conversation.sounding(item) },
    });
    this.conversation = new Conversation({
      host,
      timeline: this.timeline,
      ledger: this.ledger,
      playout: this.playout,
      lineNow: () => this.lineNow(),
      published: (said) => this.coverage.written(said.channel, said.text, said.final),
      ended: () => this.end('ai_ended'),
      lost: (failure) => this.fail(failure.code, failure.message),
    });
    this.monitor = new LineMonitor(plan.call_id, this.timeline, this.coverage, host.emit);
    this.cancelDeadline = host.clock.after(NEVER_CONNECTED_MS, () => this.fail('never_connected', 'The call was prepared, but its line never came.'));
    this.conversation.open();
  }

  get scenarioId(): string {
    return this.host.plan.scenario_id;
  }

  /** False once the call may not be answered any more. */
  get waiting(): boolean {
    return this.state === 'waiting' && !this.leg;
  }

  command(command: CallCommand): void {
    switch (command.type) {
      case 'discard':
      case 'hang_up':
        return this.end(command.reason);
      case 'instruct':
        return this.conversation.instruct(command.text, command.respond);
      case 'mute_ai':
        return this.conversation.mute(command.muted);
      case 'dtmf':
        return this.dial(command.digits);
      case 'pause_recording':
        return this.pauseRecording(command.paused);
      case 'tap':
        return this.monitor.tap(command.on, this.lineNow());
    }
  }

  /** Takes the carrier's media socket, and the connection under it. */
  attach(socket: WebSocket, wire: Duplex, mayStart: (callSid: string) => boolean): void {
    const { plan, emit } = this.host;
    const leg = new MediaLeg(
      socket,
      wire,
      {
        start: ({ callSid, streamSid }) => {
          if (mayStart(callSid)) return this.start(leg, callSid, streamSid);
          emit({ type: 'refused', what: 'media', detail: `call ${plan.call_id}: the stream belongs to another call` });
          leg.close('refused', 1008, 'another call');
        },
        media: (stamp, payload, bytes) => {
          const now = this.host.clock.now();
          this.conversation.ear.frame(this.line.frame(stamp, now), payload, bytes, now);
          this.beat(now);
        },
        mark: (name) => void this.ledger.echo(name, this.lineNow()),
        digit: (digit) => emit({ type: 'dtmf', call_id: plan.call_id, digit, at_ms: Math.round(this.lineNow()) }),
        roundTrip: (ms) => this.ledger.measureRoundTrip(ms),
        refused: (detail) => emit({ type: 'refused', what: 'media', detail: `call ${plan.call_id}: ${detail}` }),
        ended: (how) => this.legEnded(how),
      },
      () => this.host.clock.now(),
    );
    this.leg = leg;
  }

  /** Ends the call if it is not over, and waits until its recording is closed. */
  async close(reason: string): Promise<void> {
    this.hurried = true;
    this.end(reason);
    if (this.leg && this.state !== 'over') this.legEnded('closed');
    await this.finished;
  }

  /** The line's time stands still once it is over. */
  private lineNow(): number {
    return this.line.position(this.endedAt ?? this.host.clock.now());
  }

  private start(leg: MediaLeg, callSid: string, streamSid: string): void {
    const { plan, emit, clock } = this.host;
    this.cancelDeadline();
    const lastWordsMs = Math.min(LAST_WORDS_MS, plan.maxDurationMs / 3);
    this.cancelDeadline = clock.after(plan.maxDurationMs - lastWordsMs, () => {
      this.conversation.instruct(TIME_IS_OVER, true);
      this.cancelDeadline = clock.after(lastWordsMs, () => this.end('max_duration'));
    });
    this.state = 'talking';
    this.line.start(clock.now());
    emit({ type: 'media_started', call_id: plan.call_id, call_sid: callSid, stream_sid: streamSid, at: clock.wallTime() });
    this.playout.connect(leg);
    this.playout.pump(0);
    this.leavePulse = this.host.pulse.join((now) => {
      if (now - this.beatAt >= QUIET_LINE_MS) this.beat(now);
    });
    if (plan.recordingDir === undefined) return;
    this.recorder = new Recorder(plan.recordingDir, this.timeline, (error) =>
      emit({ type: 'recording_state', call_id: plan.call_id, state: 'failed', detail: error.message }),
    );
    emit({ type: 'recording_state', call_id: plan.call_id, state: 'recording' });
  }

  /** Once for each frame of the line, and by the pulse while none come. */
  private beat(now: number): void {
    this.beatAt = now;
    const lineMs = this.line.position(now);
    this.playout.pump(lineMs);
    this.conversation.beat(lineMs, now);
    this.recorder?.beat(lineMs);
    this.monitor.beat(lineMs);
    if (lineMs - this.coverageAt >= COVERAGE_EVERY_MS) {
      this.coverageAt = lineMs;
      this.checkCoverage(false);
    }
  }

  private dial(digits: string): void {
    const tones = dtmfTones(digits);
    if (tones.length === 0) return;
    const item = this.ledger.add('', '', 0, 0);
    this.playout.push(item, Buffer.from(tones.buffer, tones.byteOffset, tones.length));
    this.playout.end(item);
    if (this.state === 'talking') this.playout.pump(this.lineNow());
  }

  private pauseRecording(paused: boolean): void {
    if (!this.recorder || this.state !== 'talking') return;
    this.recorder.pause(paused, this.lineNow());
    this.host.emit({ type: 'recording_state', call_id: this.host.plan.call_id, state: paused ? 'paused' : 'recording' });
  }

  private fail(reason: string, detail: string): void {
    if (this.state === 'over') return;
    this.host.emit({ type: 'call_failed', call_id: this.host.plan.call_id, reason, detail });
    this.end(reason);
  }

  private end(reason: string): void {
    if (this.state === 'over') return;
    this.endReason ??= reason;
    if (this.leg) this.leg.close();
    else this.over(async () => this.conversation.close());
  }

  private legEnded(how: LegEnd): void {
    if (this.state === 'over') return;
    const { plan, emit, clock } = this.host;
    const started = this.state === 'talking';
    const endMs = this.lineNow();
    if (started) {
      emit({
        type: 'media_stopped',
        call_id: plan.call_id,
        reason: this.endReason ?? (this.conversation.parting ? 'ai_ended' : END_REASONS[how]),
        at: clock.wallTime(),
      });
    } else if (this.endReason === undefined) {
      emit({ type: 'call_failed', call_id: plan.call_id, reason: 'media_never_started', detail: 'The media socket closed before its stream began.' });
    }
    this.over(async () => {
      await this.conversation.finish(!this.hurried);
      this.checkCoverage(true);
      const closed = await this.recorder?.close(endMs);
      if (closed) emit({ type: 'recording_closed', call_id: plan.call_id, ...closed });
    });
  }

  /** The one way out: stops everything, then does what is left to do. */
  private over(farewell: () => Promise<void>): void {
    this.state = 'over';
    this.endedAt = this.host.clock.now();
    this.cancelDeadline();
    this.leavePulse?.();
    this.finished = farewell()
      .catch((error: unknown) => {
        const detail = error instanceof Error ? error.message : String(error);
        this.host.emit({ type: 'recording_state', call_id: this.host.plan.call_id, state: 'failed', detail });
      })
      .finally(this.onGone);
  }

  private checkCoverage(over: boolean): void {
    for (const channel of CHANNELS) {
      const detail = this.coverage.alarm(channel, over);
      if (detail) this.host.emit({ type: 'recording_alarm', call_id: this.host.plan.call_id, channel, detail });
    }
  }
}
