import type { CallAddresses } from '#core/ports/voice-edge.ts';

/** The webhooks of one call. @param base where the carrier reaches the edge, without a slash at its end */
export function callAddresses(base: string, callId: string): CallAddresses {
  return { voiceUrl: `${base}/carrier/voice/${callId}`, statusUrl: `${base}/carrier/status/${callId}`, amdUrl: `${base}/carrier/amd/${callId}` };
}
