/** Conferences and who takes part in them. */
import type { Context, Hono } from 'hono';
import { type Conference, type ConferenceCallback, type Participant, conferenceNamed } from '../conference.ts';
import type { Carrier } from '../context.ts';
import { inviteParticipant } from '../participants.ts';
import { endCall } from '../switchboard.ts';
import { rfc2822 } from '../wire.ts';
import { calleeOf, callerOf, eventsOf, inRange, recordOf } from './call-request.ts';
import { badRequest } from './errors.ts';
import { page2010 } from './pages.ts';
import { type Params, formOf, found, queryOf } from './request.ts';

export function conferenceRoutes(app: Hono, carrier: Carrier): void {
  const root = '/2010-04-01/Accounts/:account/Conferences';
  const one = (c: Context) => found(c, carrier.conferences.get(c.req.param('conference') ?? ''));
  const running = (c: Context) => {
    const name = c.req.param('conference') ?? '';
    const named = [...carrier.conferences.values()].find((conference) => conference.name === name && conference.status !== 'completed');
    return found(c, carrier.conferences.get(name) ?? named);
  };
  const participant = (c: Context) => {
    const wanted = c.req.param('participant') ?? '';
    const all = [...running(c).participants.values()];
    return found(
      c,
      all.find(({ call, settings }) => call.sid === wanted || settings.label === wanted),
    );
  };

  app.get(root, (c) => {
    const query = queryOf(c);
    const status = query.get('Status') ?? 'in-progress';
    const name = query.get('FriendlyName');
    const all = [...carrier.conferences.values()]
      .filter((conference) => conference.status === status && (name === undefined || conference.name === name))
      .filter((conference) => inRange(query, 'DateCreated', conference.createdAt) && inRange(query, 'DateUpdated', conference.updatedAt));
    return page2010(c, 'conferences', all.reverse(), (conference) => conferenceJson(carrier, conference));
  });
  app.get(`${root}/:conference`, (c) => c.json(conferenceJson(carrier, one(c))));
  app.post(`${root}/:conference`, async (c) => {
    const conference = one(c);
    const form = await formOf(c);
    if (conference.status === 'completed') throw badRequest(21220, 'The conference is over');
    refuseUnsupported(form);
    if (form.get('Status') === 'completed') conference.end('conference-ended-via-api');
    return c.json(conferenceJson(carrier, conference));
  });

  app.get(`${root}/:conference/Participants`, (c) => {
    const query = queryOf(c);
    const conference = running(c);
    const all = [...conference.participants.values()].filter(
      ({ settings }) =>
        (query.get('Muted') === undefined || settings.muted === query.flag('Muted', false)) &&
        (query.get('Hold') === undefined || settings.hold === query.flag('Hold', false)) &&
        (query.get('Coaching') === undefined || settings.coaching === query.flag('Coaching', false)),
    );
    const keyed = all.map((entry) => ({ sid: entry.call.sid, entry }));
    return page2010(c, 'participants', keyed, ({ entry }) => participantJson(carrier, conference, entry));
  });
  app.post(`${root}/:conference/Participants`, async (c) => {
    const form = await formOf(c);
    const name = c.req.param('conference');
    refuseUnsupported(form);
    const byName = name.startsWith('CF') ? found(c, carrier.conferences.get(name)) : undefined;
    const to = calleeOf(form);
    const from = callerOf(carrier, form);
    const coaching = coachingOf(form);
    const conference = byName ?? conferenceNamed(carrier, name);
    const label = form.get('Label');
    const record = recordOf(form);
    const added = inviteParticipant(carrier, conference, {
      to,
      from,
      timeoutMs: (form.number('Timeout', 60, 5, 600) + 5) * 1000,
      timeLimitMs: form.number('TimeLimit', 14_400, 1, 86_400) * 1000,
      statusCallback: callStatusCallback(form),
      conferenceCallback: conferenceCallbackOf(form),
      ...(record ? { record } : {}),
      settings: {
        ...(label ? { label } : {}),
        muted: form.flag('Muted', false),
        hold: false,
        ...coaching,
        startOnEnter: form.flag('StartConferenceOnEnter', true),
        endOnExit: form.flag('EndConferenceOnExit', false),
      },
    });
    return c.json(participantJson(carrier, conference, added), 201);
  });
  app.get(`${root}/:conference/Participants/:participant`, (c) => c.json(participantJson(carrier, running(c), participant(c))));
  app.post(`${root}/:conference/Participants/:participant`, async (c) => {
    const conference = running(c);
    const entry = participant(c);
    change(conference, entry, await formOf(c));
    return c.json(participantJson(carrier, conference, entry));
  });
  app.delete(`${root}/:conference/Participants/:participant`, (c) => {
    const entry = participant(c);
    running(c).leave(entry, 'participant_updated_via_api');
    endCall(entry.call, entry.call.line ? 'completed' : 'canceled');
    return c.body(null, 204);
  });
}

function change(conference: Conference, entry: Participant, form: Params): void {
  const { settings } = entry;
  const before = { ...settings };
  refuseUnsupported(form);
  const coaching = form.has('Coaching') || form.has('CallSidToCoach') ? coachingOf(form) : {};
  Object.assign(settings, coaching);
  settings.muted = form.flag('Muted', settings.muted);
  settings.hold = form.flag('Hold', settings.hold);
  settings.endOnExit = form.flag('EndConferenceOnExit', settings.endOnExit);
  entry.apply();
  if (settings.muted !== before.muted) conference.report('mute', settings.muted ? 'participant-mute' : 'participant-unmute', entry);
  if (settings.hold !== before.hold) conference.report('hold', settings.hold ? 'participant-hold' : 'participant-unhold', entry);
  if (settings.coaching !== before.coaching || settings.coachSid !== before.coachSid || settings.endOnExit !== before.endOnExit) {
    conference.report('modify', 'participant-modify', entry);
  }
}

function coachingOf(form: Params): { coaching: boolean; coachSid?: string } {
  const coachSid = form.get('CallSidToCoach');
  const coaching = form.flag('Coaching', false);
  if (coaching && !coachSid) throw badRequest(20001, 'CallSidToCoach is required when Coaching is true');
  return coaching ? { coaching, coachSid } : { coaching: false };
}

/** What would be silently missing is refused instead. */
function refuseUnsupported(form: Params): void {
  if (form.has('AnnounceUrl')) throw badRequest(20001, 'This carrier makes no announcements in conferences');
  const record = form.get('ConferenceRecord') ?? 'do-not-record';
  if (record !== 'do-not-record' && record !== 'false') throw badRequest(20001, 'This carrier records calls, not conferences');
}

function callStatusCallback(form: Params) {
  const callback = form.target('StatusCallback', 21609);
  return callback && { ...callback, events: eventsOf(form) };
}

function conferenceCallbackOf(form: Params): ConferenceCallback | undefined {
  const callback = form.target('ConferenceStatusCallback', 21609);
  const events = form.all('ConferenceStatusCallbackEvent');
  return callback && { ...callback, events: new Set(events.length > 0 ? events : ['start', 'end']) };
}

function conferenceJson(carrier: Carrier, conference: Conference): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${carrier.accountSid}/Conferences/${conference.sid}`;
  return {
    sid: conference.sid,
    account_sid: carrier.accountSid,
    api_version: '2010-04-01',
    friendly_name: conference.name,
    region: 'us1',
    status: conference.status,
    reason_conference_ended: conference.endReason ?? null,
    call_sid_ending_conference: conference.endingCallSid ?? null,
    date_created: rfc2822(conference.createdAt),
    date_updated: rfc2822(conference.updatedAt),
    uri: `${uri}.json`,
    subresource_uris: { participants: `${uri}/Participants.json`, recordings: `${uri}/Recordings.json` },
  };
}

function participantJson(carrier: Carrier, conference: Conference, entry: Participant): Record<string, unknown> {
  const { call, settings } = entry;
  return {
    account_sid: carrier.accountSid,
    call_sid: call.sid,
    conference_sid: conference.sid,
    label: settings.label ?? null,
    muted: settings.muted,
    hold: settings.hold,
    coaching: settings.coaching,
    call_sid_to_coach: settings.coachSid ?? null,
    start_conference_on_enter: settings.startOnEnter,
    end_conference_on_exit: settings.endOnExit,
    status: statusOf(entry),
    queue_time: String(call.queueMs),
    date_created: rfc2822(entry.createdAt),
    date_updated: rfc2822(entry.updatedAt),
    uri: `/2010-04-01/Accounts/${carrier.accountSid}/Conferences/${conference.sid}/Participants/${call.sid}.json`,
  };
}

function statusOf({ call, seat }: Participant): string {
  if (call.over) return call.status === 'completed' ? 'complete' : 'failed';
  if (seat) return 'connected';
  if (call.status === 'queued' || call.status === 'ringing') return call.status;
  return 'connecting';
}
