/** Mixes the voices of lines that are joined: everybody hears the others. */
import { FRAME_BYTES, decodeMulawSample, encodeMulawSample } from '#shared/audio/mulaw.ts';
import { type FrameSource, type Line, silentFrame } from './line.ts';

export type Seat = FrameSource & {
  readonly callSid: string;
  muted: boolean;
  hold: boolean;
  /** Only this call hears the seat, which coaches it. */
  coach: string | undefined;
  /** 20 ms of what this seat says. */
  hear(frame: Uint8Array): void;
  leave(): void;
};

export type Room = {
  /** Before a room is open its seats hear nothing. */
  open: boolean;
  take(callSid: string): Seat;
  /** Seats a line: it hears the room and the room hears it. */
  join(line: Line, callSid: string): Seat;
};

export function createRoom(open: boolean): Room {
  const seats = new Map<Seat, Uint8Array>();
  const sum = new Int32Array(FRAME_BYTES);

  const hears = (listener: Seat, speaker: Seat) =>
    speaker !== listener && !speaker.muted && !speaker.hold && (speaker.coach === undefined || speaker.coach === listener.callSid);

  const mix = (listener: Seat): Uint8Array | undefined => {
    const voices = [...seats].filter(([speaker]) => hears(listener, speaker)).map(([, voice]) => voice);
    if (voices.length <= 1) return voices[0]?.slice();
    sum.fill(0);
    for (const voice of voices) {
      for (let i = 0; i < FRAME_BYTES; i++) sum[i] = (sum[i] ?? 0) + decodeMulawSample(voice[i] ?? 0xff);
    }
    return Uint8Array.from(sum, (sample) => encodeMulawSample(Math.max(-32768, Math.min(32767, sample))));
  };

  const room: Room = {
    open,
    take(callSid) {
      const voice = silentFrame();
      const seat: Seat = {
        callSid,
        muted: false,
        hold: false,
        coach: undefined,
        hear: (frame) => voice.set(frame),
        next() {
          return room.open && !seat.hold ? mix(seat) : undefined;
        },
        leave: () => void seats.delete(seat),
      };
      seats.set(seat, voice);
      return seat;
    },
    join(line, callSid) {
      const seat = room.take(callSid);
      const release = line.hear(seat);
      const untap = line.tap((said) => seat.hear(said));
      const { leave } = seat;
      seat.leave = () => {
        leave();
        untap();
        release();
      };
      return seat;
    },
  };
  return room;
}
