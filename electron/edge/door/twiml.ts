/** The two answers that the carrier's voice webhook gets. */
// Not from the package's root, which loads its whole REST client: 0.3 s and 23 MB.
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';

/** Connects the call to the media socket; the call ends when that socket closes. */
export function connectTwiml(streamUrl: string, callId: string): string {
  const response = new VoiceResponse();
  const stream = response.connect().stream({ url: streamUrl });
  stream.parameter({ name: 'call_id', value: callId });
  return response.toString();
}

export function hangUpTwiml(): string {
  const response = new VoiceResponse();
  response.hangup();
  return response.toString();
}
