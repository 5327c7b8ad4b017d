/** The fake carrier's leg of one call: a frame every 20 ms each way, its own playout clock, marks echoed when played. */
import { WebSocket } from 'ws';
import type { Call, Harness } from './harness.ts';
import { counts } from './measures.ts';
import type { Item } from './model.ts';
import { FRAME_BYTES, FRAME_MS, readTag, tag } from './tags.ts';

type Queued = { frame: number } | { mark: string };
type Message = { event: string; media?: { payload: string }; mark?: { name: string } };

export async function openLeg(harness: Harness, call: Call, url: string): Promise<{ close: () => Promise<void> }> {
  const { measures } = harness;
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const queue: Queued[] = [];
  const streamSid = `MZ${call.sid.slice(2)}`;
  let sequence = 0;
  let chunk = 0;
  let sounding: Item | undefined;
  let partial: Buffer = Buffer.alloc(0);

  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const send = (body: string) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(`{"sequenceNumber":"${++sequence}","streamSid":"${streamSid}",${body}}`);
  };
  const echo = (name: string) => send(`"event":"mark","mark":{"name":${JSON.stringify(name)}}`);
  const flushMarks = () => {
    for (let head = queue[0]; head && 'mark' in head; head = queue[0]) {
      queue.shift();
      echo(head.mark);
    }
  };

  const play = () => {
    const head = queue.shift();
    if (head && 'frame' in head) {
      const item = head.frame < 0 ? sounding : harness.itemOf(head.frame);
      if (item) {
        item.truthMs = (item.truthMs ?? 0) + FRAME_MS;
        sounding = item;
      }
    } else if (sounding && !sounding.cleared && (sounding.truthMs ?? 0) < sounding.frames * FRAME_MS && counts(measures, performance.now())) {
      measures.underruns++;
      measures.underrunMs += FRAME_MS;
    }
    call.sounding = sounding !== undefined && !sounding.cleared && (sounding.truthMs ?? 0) < sounding.frames * FRAME_MS;
    flushMarks();
  };

  const frame = Buffer.alloc(FRAME_BYTES, 0x29);
  const step = () => {
    play();
    tag(frame, call.firstFrame + chunk);
    harness.sent(call.firstFrame + chunk, performance.now());
    chunk++;
    send(`"event":"media","media":{"track":"inbound","chunk":"${chunk}","timestamp":"${chunk * FRAME_MS}","payload":"${frame.toString('base64')}"}`);
  };

  socket.on('message', (data: Buffer) => {
    clock.catchUp();
    const message = JSON.parse(data.toString('utf8')) as Message;
    if (message.event === 'media') receive(Buffer.from(message.media?.payload ?? '', 'base64'));
    else if (message.event === 'mark' && queue.length === 0) echo(message.mark?.name ?? '');
    else if (message.event === 'mark') queue.push({ mark: message.mark?.name ?? '' });
    else if (message.event === 'clear') clear();
  });

  const receive = (audio: Buffer) => {
    const now = performance.now();
    const bytes = partial.length > 0 ? Buffer.concat([partial, audio]) : audio;
    for (let at = 0; at + FRAME_BYTES <= bytes.length; at += FRAME_BYTES) {
      const number = readTag(bytes, at);
      if (number >= 0) harness.arrived(number, now);
      queue.push({ frame: number });
    }
    partial = bytes.subarray(bytes.length - (bytes.length % FRAME_BYTES));
  };

  const clear = () => {
    const now = performance.now();
    const marks = queue.flatMap((entry) => ('mark' in entry ? [entry.mark] : []));
    queue.length = 0;
    partial = Buffer.alloc(0);
    if (call.speechStartedAt !== undefined && counts(measures, now)) measures.clear.push(now - call.speechStartedAt);
    call.speechStartedAt = undefined;
    if (sounding) {
      sounding.cleared = true;
      harness.compareTruncation(sounding);
    }
    call.sounding = false;
    for (const mark of marks) echo(mark);
  };

  socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}');
  send(
    `"event":"start","start":{"streamSid":"${streamSid}","accountSid":"AC0","callSid":"${call.sid}","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},"customParameters":{}}`,
  );
  const clock = harness.ticker.join(performance.now() + FRAME_MS, step);

  return {
    close: () =>
      new Promise((resolve) => {
        clock.leave();
        socket.once('close', () => resolve());
        send(`"event":"stop","stop":{"accountSid":"AC0","callSid":"${call.sid}"}`);
        socket.close(1000);
        setTimeout(() => socket.terminate(), 2000).unref();
      }),
  };
}
