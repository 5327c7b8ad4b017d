/** Recordings and their media. */
import type { Context, Hono } from 'hono';
import type { Carrier } from '../context.ts';
import type { Recording } from '../recording.ts';
import { rfc2822 } from '../wire.ts';
import { inRange } from './call-request.ts';
import { RestError, notFound } from './errors.ts';
import { page2010 } from './pages.ts';
import { found, queryOf } from './request.ts';

export function recordingRoutes(app: Hono, carrier: Carrier): void {
  const root = '/2010-04-01/Accounts/:account/Recordings';

  app.get(root, (c) => {
    const query = queryOf(c);
    const callSid = query.get('CallSid');
    const all = [...carrier.recordings.values()]
      .filter((one) => one.status !== 'deleted' || query.flag('IncludeSoftDeleted', false))
      .filter((one) => (callSid === undefined || one.call.sid === callSid) && query.get('ConferenceSid') === undefined)
      .filter((one) => inRange(query, 'DateCreated', one.createdAt));
    return page2010(c, 'recordings', all.reverse(), recordingJson);
  });
  // The suffix .json is gone when routes are matched, so a bare identifier is the resource and .wav the sound.
  app.get(`${root}/:recording`, async (c) => {
    const [sid = '', suffix] = c.req.param('recording').split('.');
    const recording = carrier.recordings.get(sid);
    if (suffix === undefined && wantsJson(c)) return c.json(recordingJson(found(c, visible(recording))));
    return media(c, found(c, visible(recording)), suffix ?? 'wav');
  });
  app.delete(`${root}/:recording`, async (c) => {
    await found(c, visible(carrier.recordings.get(c.req.param('recording')))).remove();
    return c.body(null, 204);
  });
}

export function recordingJson(recording: Recording): Record<string, unknown> {
  const { call, plan, sid } = recording;
  const account = call.carrier.accountSid;
  const uri = `/2010-04-01/Accounts/${account}/Recordings/${sid}`;
  return {
    sid,
    account_sid: account,
    call_sid: call.sid,
    conference_sid: null,
    api_version: '2010-04-01',
    date_created: rfc2822(recording.createdAt),
    date_updated: rfc2822(recording.updatedAt),
    start_time: rfc2822(recording.createdAt),
    duration: recording.live ? '-1' : String(recording.seconds),
    status: recording.status,
    channels: plan.channels,
    source: plan.source,
    track: plan.track,
    error_code: null,
    price: null,
    price_unit: 'USD',
    encryption_details: null,
    media_url: recording.url,
    uri: `${uri}.json`,
    subresource_uris: { add_on_results: `${uri}/AddOnResults.json`, transcriptions: `${uri}/Transcriptions.json` },
  };
}

function visible(recording: Recording | undefined): Recording | undefined {
  return recording?.status === 'deleted' ? undefined : recording;
}

function wantsJson(c: Context): boolean {
  return new URL(c.req.url).pathname.endsWith('.json');
}

async function media(c: Context, recording: Recording, suffix: string): Promise<Response> {
  if (recording.status !== 'completed') throw notFound(new URL(c.req.url).pathname);
  if (suffix !== 'wav') throw new RestError(406, 20406, `This carrier keeps recordings as WAV, not as ${suffix}`);
  const channels = c.req.query('RequestedChannels') === '1' ? 1 : recording.plan.channels;
  const wav = await recording.wav(channels);
  return c.body(new Uint8Array(wav).buffer, 200, { 'Content-Type': 'audio/x-wav', 'Content-Length': String(wav.length) });
}
