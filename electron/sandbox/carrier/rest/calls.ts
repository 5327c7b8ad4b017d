/** Calls, their recordings and their streams. */
import type { Context, Hono } from 'hono';
import type { Call } from '../call.ts';
import type { Carrier } from '../context.ts';
import type { MediaStream } from '../media-stream.ts';
import { Recording } from '../recording.ts';
import { startScript } from '../script.ts';
import { endCall, hangUp, placeCall, tracesOf } from '../switchboard.ts';
import { openStream, trackOf } from '../verbs/streams.ts';
import { formatted, rfc2822, rfc2822OrNull } from '../wire.ts';
import { checkUpdateTwiml, documentOf, eventsOf, matches, planOf, recordingOf, restStatus } from './call-request.ts';
import { RestError, badRequest } from './errors.ts';
import { page2010 } from './pages.ts';
import { recordingJson } from './recordings.ts';
import { type Params, formOf, found, queryOf } from './request.ts';

const PRICE_PER_MINUTE = 0.014;
/** The price of a call is known a little after it ends. */
const PRICED_AFTER_MS = 2000;
const SUBRESOURCES = ['notifications', 'recordings', 'payments', 'events', 'siprec', 'streams', 'transcriptions', 'user_defined_messages'];

export function callRoutes(app: Hono, carrier: Carrier): void {
  const root = '/2010-04-01/Accounts/:account/Calls';
  const call = (c: Context) => found(c, carrier.calls.get(c.req.param('call') ?? ''));

  app.post(root, async (c) => {
    const plan = planOf(carrier, await formOf(c));
    const status = carrier.lines.restErrorFor({ number: plan.to, traces: tracesOf(plan) });
    if (status === 429) throw new RestError(429, 20429, 'Too many requests');
    if (status) throw new RestError(status, status === 503 ? 20503 : 20500, 'An internal server error has occurred');
    return c.json(callJson(placeCall(carrier, plan, startScript)), 201);
  });
  app.get(root, (c) => {
    const query = queryOf(c);
    const all = [...carrier.calls.values()].filter((one) => matches(one, query)).reverse();
    return page2010(c, 'calls', all, callJson);
  });
  app.get(`${root}/:call`, (c) => c.json(callJson(call(c))));
  app.post(`${root}/:call`, async (c) => c.json(callJson(update(call(c), await formOf(c)))));
  app.delete(`${root}/:call`, (c) => {
    const one = call(c);
    if (!one.over) throw badRequest(20009, 'A call in progress cannot be deleted');
    carrier.calls.delete(one.sid);
    return c.body(null, 204);
  });

  app.get(`${root}/:call/Recordings`, (c) => page2010(c, 'recordings', existing(call(c)).reverse(), recordingJson));
  app.post(`${root}/:call/Recordings`, async (c) => {
    const one = call(c);
    const line = running(one);
    const form = await formOf(c);
    if (one.streams.some((stream) => stream.plan.bidirectional && stream.truth().open)) {
      throw badRequest(21220, 'Requested resource is not eligible for recording');
    }
    const already = one.recordings.find(({ live }) => live);
    return c.json(recordingJson(already ?? new Recording(carrier, one, line, recordingOf(form, 'StartCallRecordingAPI'))), 201);
  });
  app.get(`${root}/:call/Recordings/:recording`, (c) => c.json(recordingJson(recordingOfCall(c, call(c)))));
  app.post(`${root}/:call/Recordings/:recording`, async (c) => {
    const recording = recordingOfCall(c, call(c));
    const form = await formOf(c);
    if (!recording.live) throw badRequest(21220, 'The recording is over');
    const status = form.get('Status');
    if (status === 'paused') recording.pause(form.get('PauseBehavior') === 'skip' ? 'skip' : 'silence');
    else if (status === 'in-progress') recording.resume();
    else if (status === 'stopped') recording.stop();
    else throw badRequest(20001, 'Status must be in-progress, paused or stopped');
    return c.json(recordingJson(recording));
  });
  app.delete(`${root}/:call/Recordings/:recording`, async (c) => {
    await recordingOfCall(c, call(c)).remove();
    return c.body(null, 204);
  });

  app.post(`${root}/:call/Streams`, async (c) => {
    const one = call(c);
    const form = await formOf(c);
    const statusCallback = form.target('StatusCallback', 21609);
    const name = form.get('Name');
    const stream = openStream(carrier, one, running(one), {
      url: form.get('Url') ?? '',
      track: trackOf(form.get('Track')),
      parameters: streamParameters(form),
      bidirectional: false,
      ...(name ? { name } : {}),
      ...(statusCallback ? { statusCallback } : {}),
    });
    if (!stream) throw badRequest(31923, 'Url is not a valid stream URL');
    return c.json(streamJson(carrier, stream, one, 'in-progress'), 201);
  });
  app.post(`${root}/:call/Streams/:stream`, (c) => {
    const one = call(c);
    const wanted = c.req.param('stream');
    const stream = found(
      c,
      one.streams.find(({ sid, name }) => sid === wanted || name === wanted),
    );
    stream.stop();
    return c.json(streamJson(carrier, stream, one, 'stopped'));
  });
}

export function callJson(call: Call): Record<string, unknown> {
  const { plan, carrier } = call;
  const uri = `/2010-04-01/Accounts/${carrier.accountSid}/Calls/${call.sid}`;
  const priced = call.endedAt !== undefined && carrier.clock.wallTime() - call.endedAt > PRICED_AFTER_MS;
  return {
    sid: call.sid,
    account_sid: carrier.accountSid,
    parent_call_sid: plan.parent?.sid ?? null,
    to: plan.to,
    to_formatted: formatted(plan.to),
    from: plan.from,
    from_formatted: formatted(plan.from),
    phone_number_sid:
      [...carrier.numbers.values()].find(({ number }) => number === (plan.direction === 'inbound' ? plan.to : plan.from))?.sid ?? null,
    status: restStatus(call),
    start_time: rfc2822OrNull(call.startedAt),
    end_time: rfc2822OrNull(call.endedAt),
    duration: call.endedAt === undefined ? null : String(call.seconds),
    price: priced ? (-PRICE_PER_MINUTE * Math.ceil(call.seconds / 60)).toFixed(5) : null,
    price_unit: 'USD',
    direction: plan.direction,
    answered_by: call.answeredBy ?? null,
    api_version: '2010-04-01',
    annotation: null,
    forwarded_from: null,
    group_sid: null,
    caller_name: plan.callerName ?? null,
    queue_time: String(call.queueMs),
    trunk_sid: null,
    date_created: rfc2822(call.createdAt),
    date_updated: rfc2822(call.updatedAt),
    uri: `${uri}.json`,
    subresource_uris: Object.fromEntries(SUBRESOURCES.map((name) => [name, `${uri}/${camel(name)}.json`])),
  };
}

function update(call: Call, form: Params): Call {
  const status = form.get('Status');
  const twiml = form.get('Twiml');
  if (twiml !== undefined && form.has('Url')) throw badRequest(20001, 'Url and Twiml exclude one another');
  if (call.over) throw badRequest(21220, `Call ${call.sid} is not in-progress. Cannot redirect.`);
  const callback = form.target('StatusCallback', 21609);
  if (callback) call.statusCallback = { ...callback, events: call.statusCallback?.events ?? eventsOf(form) };
  call.fallback = form.target('FallbackUrl', 21205, 'FallbackMethod') ?? call.fallback;
  const limit = form.number('TimeLimit', 0, 0, 86_400);
  if (limit > 0) call.after(Math.max(0, limit * 1000 - (call.line?.ms ?? 0)), () => endCall(call, 'completed'));
  if (status !== undefined) {
    if (status !== 'completed' && status !== 'canceled') throw badRequest(20001, 'Status must be completed or canceled');
    if (status === 'canceled' && call.line) throw badRequest(21220, `Call ${call.sid} is in-progress. It cannot be canceled.`);
    hangUp(call);
    return call;
  }
  const step = documentOf(form);
  if (step) {
    if (!call.line) throw badRequest(21220, `Call ${call.sid} is not in-progress. Cannot redirect.`);
    if ('twiml' in step) checkUpdateTwiml(step.twiml);
    startScript(call, step);
  }
  return call;
}

/** The line of a call that can be worked on. */
function running(call: Call) {
  if (!call.line || call.over) throw badRequest(21220, `Call ${call.sid} is not in-progress`);
  return call.line;
}

function existing(call: Call): Recording[] {
  return call.recordings.filter(({ status }) => status !== 'deleted');
}

function recordingOfCall(c: Context, call: Call): Recording {
  const wanted = c.req.param('recording');
  const all = existing(call);
  return found(c, wanted === 'Twilio.CURRENT' ? all.findLast(({ live }) => live) : all.find(({ sid }) => sid === wanted));
}

function streamParameters(form: Params): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [key, value] of form.entries()) {
    const index = /^Parameter(\d+)\.Name$/.exec(key)?.[1];
    if (index) parameters[value] = form.get(`Parameter${index}.Value`) ?? '';
  }
  return parameters;
}

function streamJson(carrier: Carrier, stream: MediaStream, call: Call, status: string): Record<string, unknown> {
  return {
    sid: stream.sid,
    account_sid: carrier.accountSid,
    call_sid: call.sid,
    name: stream.name,
    status,
    date_updated: rfc2822(carrier.clock.wallTime()),
    uri: `/2010-04-01/Accounts/${carrier.accountSid}/Calls/${call.sid}/Streams/${stream.sid}.json`,
  };
}

function camel(name: string): string {
  return name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
