/** The two answers that the carrier's voice webhook gets. */
import twilio from 'twilio';

/** Connects the call to the media socket; the call ends when that socket closes. */
export function connectTwiml(streamUrl: string, callId: string): string {
  const response = new twilio.twiml.VoiceResponse();
  const stream = response.connect().stream({ url: streamUrl });
  stream.parameter({ name: 'call_id', value: callId });
  return response.toString();
}

export function hangUpTwiml(): string {
  const response = new twilio.twiml.VoiceResponse();
  response.hangup();
  return response.toString();
}
