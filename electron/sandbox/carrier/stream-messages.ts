/** Reads what our server sends on a media stream. */

export type StreamMessage =
  | { event: 'media'; audio: Uint8Array }
  | { event: 'mark'; name: string }
  | { event: 'clear' }
  | { event: 'invalid'; reason: string };

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Never throws: whatever the carrier would warn about (31951) comes back as `invalid`. */
export function parseStreamMessage(source: string, streamSid: string): StreamMessage {
  let message: unknown;
  try {
    message = JSON.parse(source);
  } catch {
    return invalid('not JSON');
  }
  if (!isObject(message)) return invalid('not an object');
  if (message['streamSid'] !== streamSid) return invalid('the streamSid is not of this stream');
  switch (message['event']) {
    case 'media': {
      const payload = isObject(message['media']) ? message['media']['payload'] : undefined;
      if (typeof payload !== 'string' || !BASE64.test(payload)) return invalid('media.payload is no base64 text');
      return { event: 'media', audio: Buffer.from(payload, 'base64') };
    }
    case 'mark': {
      const name = isObject(message['mark']) ? message['mark']['name'] : undefined;
      return typeof name === 'string' && name !== '' ? { event: 'mark', name } : invalid('mark.name is missing');
    }
    case 'clear':
      return { event: 'clear' };
    default:
      return invalid(`the event ${JSON.stringify(message['event'])} is not known`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function invalid(reason: string): StreamMessage {
  return { event: 'invalid', reason };
}
