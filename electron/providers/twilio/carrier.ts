/** Twilio as a carrier, through its official client. The same code talks to the sandbox, with another base URL. */
import type { Twilio } from 'twilio';
import type { Carrier, CarrierReport } from '#core/ports/carrier.ts';
import { answerOf, toCarrierError } from './errors.ts';
import { readDetectionFields, readStatusFields, toReport } from './status.ts';

export type TwilioOptions = {
  accountSid: string;
  authToken: string;
  /** Where the REST interface is, when not at Twilio: the sandbox's address. */
  baseUrl?: string;
  /** How long an answer may take, in milliseconds. Default 15 000. */
  timeoutMs?: number;
};

const TIMEOUT_MS = 15_000;
/** After a 429, with waits that double from 100 ms at random. */
const MAX_RETRIES = 4;
const INVALID_CALL_STATE = 21220;
const NO_SUCH_RESOURCE = 20404;
/** Allowed difference between this machine's clock and the carrier's. */
const CLOCK_SLACK_MS = 30_000;
const RECENT_CALLS = 50;

export function createTwilioCarrier(options: TwilioOptions): Carrier {
  let connected: Promise<Twilio> | undefined;
  // Loading the client takes a quarter of a second, so it waits for the first request.
  const client = () => (connected ??= connect(options));

  async function ask<T>(request: (api: Twilio) => Promise<T>): Promise<T> {
    const api = await client();
    try {
      return await request(api);
    } catch (error) {
      throw toCarrierError(error);
    }
  }

  async function setStatus(sid: string, status: 'completed' | 'canceled'): Promise<'done' | 'wrong-state' | 'gone'> {
    return ask(async (api) => {
      try {
        await api.calls(sid).update({ status });
        return 'done';
      } catch (error) {
        const code = answerOf(error)?.code;
        if (code === INVALID_CALL_STATE) return 'wrong-state';
        if (code === NO_SUCH_RESOURCE) return 'gone';
        throw error;
      }
    });
  }

  return {
    dial: (request) =>
      ask(async (api) => {
        const { sid } = await api.calls.create({
          to: request.to,
          from: request.from,
          url: request.voiceUrl,
          statusCallback: request.statusUrl,
          statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
          timeout: request.timeoutSeconds,
          timeLimit: request.timeLimitSeconds,
          // Detection beside the call: the synchronous kind holds the sound back for seconds.
          ...(request.detectMachine ? { machineDetection: 'Enable', asyncAmd: 'true', asyncAmdStatusCallback: request.amdUrl } : {}),
        });
        return { call_sid: sid };
      }),

    async hangUp(callSid) {
      // `completed` ends a call that rings or talks; one that still queues can only be canceled.
      if ((await setStatus(callSid, 'completed')) === 'wrong-state') await setStatus(callSid, 'canceled');
    },

    fetch: (callSid) =>
      ask(async (api): Promise<CarrierReport | undefined> => {
        try {
          const call = await api.calls(callSid).fetch();
          return toReport({ sid: call.sid, status: call.status, duration: call.duration });
        } catch (error) {
          if (answerOf(error)?.code === NO_SUCH_RESOURCE) return undefined;
          throw error;
        }
      }),

    findRecent: (to, sinceMs) =>
      ask(async (api) => {
        // By creation: a call that still queues has no start time.
        const calls = await api.calls.list({ to, limit: RECENT_CALLS });
        return calls
          .filter((call) => call.dateCreated.getTime() >= sinceMs - CLOCK_SLACK_MS)
          .map((call) => toReport({ sid: call.sid, status: call.status, duration: call.duration }));
      }),

    readStatus: readStatusFields,
    readDetection: readDetectionFields,
  };
}

async function connect({ accountSid, authToken, baseUrl, timeoutMs = TIMEOUT_MS }: TwilioOptions): Promise<Twilio> {
  const { default: twilio } = await import('twilio');
  // Only a 429 is tried again: it says that the request was not taken. A creation that timed out may have been heard.
  const client = twilio(accountSid, authToken, { autoRetry: true, maxRetries: MAX_RETRIES, timeout: timeoutMs });
  if (baseUrl) client.api.baseUrl = baseUrl;
  return client;
}
