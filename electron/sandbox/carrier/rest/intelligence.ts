/** Transcripts of recordings and their sentences. */
import type { Context, Hono } from 'hono';
import type { Carrier } from '../context.ts';
import { type Sentence, type Transcript, transcribe } from '../transcripts.ts';
import { iso8601, newSid } from '../wire.ts';
import { badRequest } from './errors.ts';
import { pageMeta } from './pages.ts';
import { type Params, formOf, found, queryOf } from './request.ts';

const MAX_SENTENCES = 5000;

export function intelligenceRoutes(app: Hono, carrier: Carrier): void {
  const one = (c: Context) => found(c, carrier.transcripts.get(c.req.param('transcript') ?? ''));

  app.post('/v2/Services', async (c) => {
    const sid = newSid('GA');
    carrier.services.set(sid, Object.fromEntries((await formOf(c)).entries()));
    return c.json(serviceJson(carrier, sid), 201);
  });
  app.get('/v2/Services', (c) => {
    const all = [...carrier.services.keys()].map((sid) => ({ sid })).reverse();
    return pageMeta(c, carrier.url, 'services', all, ({ sid }) => serviceJson(carrier, sid));
  });
  app.get('/v2/Services/:sid', (c) => {
    found(c, carrier.services.get(c.req.param('sid')));
    return c.json(serviceJson(carrier, c.req.param('sid')));
  });

  app.post('/v2/Transcripts', async (c) => c.json(transcriptJson(carrier, create(carrier, await formOf(c))), 202));
  app.get('/v2/Transcripts', (c) => {
    const query = queryOf(c);
    const source = query.get('SourceSid');
    const status = query.get('Status');
    const all = [...carrier.transcripts.values()].filter(
      (transcript) => (source === undefined || transcript.recording.sid === source) && (status === undefined || transcript.status === status),
    );
    return pageMeta(c, carrier.url, 'transcripts', all.reverse(), (transcript) => transcriptJson(carrier, transcript));
  });
  app.get('/v2/Transcripts/:transcript', (c) => c.json(transcriptJson(carrier, one(c))));
  app.delete('/v2/Transcripts/:transcript', (c) => {
    carrier.transcripts.delete(one(c).sid);
    return c.body(null, 204);
  });
  app.get('/v2/Transcripts/:transcript/Sentences', (c) => {
    const withWords = queryOf(c).flag('WordTimestamps', false);
    const numbered = one(c).sentences.map((sentence, index) => ({ ...sentence, index }));
    return pageMeta(c, carrier.url, 'sentences', numbered, (sentence) => sentenceJson(sentence, sentence.index, withWords), MAX_SENTENCES);
  });
}

function create(carrier: Carrier, form: Params): Transcript {
  const serviceSid = form.get('ServiceSid');
  if (!serviceSid) throw badRequest(20001, 'ServiceSid is required');
  const channel = channelOf(form.get('Channel'));
  const recording = carrier.recordings.get(channel.sourceSid);
  if (recording?.status !== 'completed')
    throw badRequest(20001, `Channel.media_properties.source_sid is no completed recording: ${channel.sourceSid}`);
  const now = carrier.clock.wallTime();
  const transcript: Transcript = {
    sid: newSid('GT'),
    serviceSid,
    recording,
    status: 'queued',
    createdAt: now,
    updatedAt: now,
    customerKey: form.get('CustomerKey') ?? null,
    channel: channel.body,
    mediaStartTime: form.get('MediaStartTime') ?? null,
    sentences: [],
  };
  carrier.transcripts.set(transcript.sid, transcript);
  transcribe(carrier, transcript);
  return transcript;
}

function channelOf(json: string | undefined): { sourceSid: string; body: unknown } {
  try {
    const body: unknown = JSON.parse(json ?? '');
    const { media_properties: media } = body as { media_properties?: { source_sid?: unknown } };
    if (typeof media?.source_sid === 'string') return { sourceSid: media.source_sid, body };
  } catch {
    // Falls through to the one refusal that covers both.
  }
  throw badRequest(20001, 'Channel must be JSON with media_properties.source_sid');
}

function serviceJson(carrier: Carrier, sid: string): Record<string, unknown> {
  const fields = carrier.services.get(sid) ?? {};
  return {
    sid,
    account_sid: carrier.accountSid,
    unique_name: fields['UniqueName'] ?? null,
    friendly_name: fields['FriendlyName'] ?? null,
    language_code: fields['LanguageCode'] ?? 'en-US',
    auto_transcribe: fields['AutoTranscribe'] === 'true',
    auto_redaction: false,
    media_redaction: false,
    data_logging: fields['DataLogging'] === 'true',
    webhook_url: fields['WebhookUrl'] ?? null,
    webhook_http_method: 'POST',
    read_only_attached_operator_sids: [],
    version: 1,
    date_created: iso8601(carrier.createdAt),
    date_updated: iso8601(carrier.createdAt),
    url: `${carrier.url}/v2/Services/${sid}`,
  };
}

function transcriptJson(carrier: Carrier, transcript: Transcript): Record<string, unknown> {
  const url = `${carrier.url}/v2/Transcripts/${transcript.sid}`;
  return {
    sid: transcript.sid,
    account_sid: carrier.accountSid,
    service_sid: transcript.serviceSid,
    status: transcript.status,
    channel: transcript.channel,
    language_code: 'en-US',
    data_logging: false,
    redaction: false,
    encryption_credential_sid: null,
    customer_key: transcript.customerKey,
    media_start_time: transcript.mediaStartTime,
    duration: transcript.recording.seconds,
    date_created: iso8601(transcript.createdAt),
    date_updated: iso8601(transcript.updatedAt),
    url,
    links: { sentences: `${url}/Sentences`, media: `${url}/Media`, operator_results: `${url}/OperatorResults` },
  };
}

function sentenceJson(sentence: Sentence, index: number, withWords: boolean): Record<string, unknown> {
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  return {
    media_channel: sentence.channel,
    sentence_index: index,
    start_time: seconds(sentence.startMs),
    end_time: seconds(sentence.endMs),
    transcript: sentence.text,
    sid: sentence.sid,
    confidence: sentence.confidence.toFixed(4),
    words: withWords
      ? sentence.words.map(({ text, startMs, endMs }) => ({ word: text, start_time: seconds(startMs), end_time: seconds(endMs) }))
      : null,
  };
}
