/** Numbers: searching, buying, setting up, giving back. */
import type { Context, Hono } from 'hono';
import type { Carrier } from '../context.ts';
import { type Offer, type OwnedNumber, containsPattern, offered, offers, ownNumber, priceListOf } from '../numbers.ts';
import { E164, countryOf, formatted, rfc2822 } from '../wire.ts';
import { badRequest } from './errors.ts';
import { page2010 } from './pages.ts';
import { type Params, formOf, found, queryOf } from './request.ts';

const CAPABILITIES = { voice: true, sms: true, mms: true, fax: false };
/** The carrier's published test numbers and area codes. */
const UNAVAILABLE = '+15005550000';
const INVALID = '+15005550001';
const EMPTY_AREA = '533';

export function numberRoutes(app: Hono, carrier: Carrier): void {
  const available = '/2010-04-01/Accounts/:account/AvailablePhoneNumbers';
  const owned = '/2010-04-01/Accounts/:account/IncomingPhoneNumbers';
  const one = (c: Context) => found(c, carrier.numbers.get(c.req.param('number') ?? ''));
  const taken = () => new Set([...carrier.numbers.values()].map(({ number }) => number));

  app.get(`${available}/:iso/:kind`, (c) => {
    const query = queryOf(c);
    const iso = c.req.param('iso').toUpperCase();
    const search = {
      areaCode: query.get('AreaCode'),
      contains: query.get('Contains'),
      region: query.get('InRegion'),
      locality: query.get('InLocality'),
    };
    const list = offers(iso, c.req.param('kind'), search, query.number('PageSize', 50, 1, 1000), taken());
    return c.json({ available_phone_numbers: found(c, list).map(offerJson), uri: new URL(c.req.url).pathname });
  });
  app.get(`${available}/:iso`, (c) => {
    const iso = c.req.param('iso').toUpperCase();
    const { country } = found(c, priceListOf(iso));
    const uri = `/2010-04-01/Accounts/${carrier.accountSid}/AvailablePhoneNumbers/${iso}`;
    return c.json({ country_code: iso, country, uri: `${uri}.json`, beta: false, subresource_uris: { local: `${uri}/Local.json` } });
  });

  app.get(owned, (c) => {
    const query = queryOf(c);
    const wanted = query.get('PhoneNumber');
    const pattern = wanted === undefined ? undefined : containsPattern(wanted);
    const name = query.get('FriendlyName');
    const all = [...carrier.numbers.values()].filter(
      (number) =>
        (!pattern || pattern.test(number.number)) && (name === undefined || (number.settings['FriendlyName'] ?? formatted(number.number)) === name),
    );
    return page2010(c, 'incoming_phone_numbers', all.reverse(), (number) => numberJson(carrier, number));
  });
  app.post(owned, async (c) => {
    const form = await formOf(c);
    const number = ownNumber(choose(form, taken()), carrier.clock.wallTime(), settingsOf(form));
    carrier.numbers.set(number.sid, number);
    return c.json(numberJson(carrier, number), 201);
  });
  app.get(`${owned}/:number`, (c) => c.json(numberJson(carrier, one(c))));
  app.post(`${owned}/:number`, async (c) => {
    const number = one(c);
    Object.assign(number.settings, settingsOf(await formOf(c)));
    number.updatedAt = carrier.clock.wallTime();
    return c.json(numberJson(carrier, number));
  });
  app.delete(`${owned}/:number`, (c) => {
    carrier.numbers.delete(one(c).sid);
    return c.body(null, 204);
  });
}

function choose(form: Params, taken: ReadonlySet<string>): string {
  const number = form.get('PhoneNumber')?.replace(/[\s().-]/g, '');
  if (number !== undefined) {
    if (number === UNAVAILABLE || taken.has(number)) throw badRequest(21422, `${number} is not available`);
    if (number === INVALID || !E164.test(number)) throw badRequest(21421, `${number} is not a valid number`);
    if (!offered(number) && number !== '+15005550006') throw badRequest(21422, `${number} is not available`);
    return number;
  }
  const areaCode = form.get('AreaCode');
  if (areaCode === undefined) throw badRequest(21421, 'PhoneNumber or AreaCode is required');
  const first = areaCode === EMPTY_AREA ? undefined : offers('US', 'Local', { areaCode }, 1, taken)?.[0];
  if (!first) throw badRequest(21452, `No phone numbers found in area code ${areaCode}`);
  return first.number;
}

function settingsOf(form: Params): Record<string, string> {
  return Object.fromEntries(form.entries().filter(([name]) => name !== 'PhoneNumber' && name !== 'AreaCode'));
}

function offerJson({ number, iso, region, locality }: Offer): Record<string, unknown> {
  return {
    friendly_name: formatted(number),
    phone_number: number,
    iso_country: iso,
    region: region || null,
    locality: locality || null,
    rate_center: null,
    lata: null,
    latitude: null,
    longitude: null,
    postal_code: null,
    address_requirements: 'none',
    beta: false,
    capabilities: CAPABILITIES,
  };
}

function numberJson(carrier: Carrier, { sid, number, settings, createdAt, updatedAt }: OwnedNumber): Record<string, unknown> {
  const set = (name: string) => settings[name] || null;
  return {
    sid,
    account_sid: carrier.accountSid,
    api_version: '2010-04-01',
    friendly_name: settings['FriendlyName'] ?? formatted(number),
    phone_number: number,
    iso_country: countryOf(number),
    capabilities: CAPABILITIES,
    origin: 'twilio',
    status: 'in-use',
    type: 'local',
    beta: false,
    address_requirements: 'none',
    address_sid: set('AddressSid'),
    bundle_sid: set('BundleSid'),
    identity_sid: set('IdentitySid'),
    trunk_sid: set('TrunkSid'),
    emergency_status: settings['EmergencyStatus'] ?? 'Inactive',
    emergency_address_sid: set('EmergencyAddressSid'),
    emergency_address_status: 'unregistered',
    voice_receive_mode: settings['VoiceReceiveMode'] ?? 'voice',
    voice_application_sid: set('VoiceApplicationSid'),
    voice_caller_id_lookup: settings['VoiceCallerIdLookup'] === 'true',
    voice_url: set('VoiceUrl'),
    voice_method: settings['VoiceMethod'] ?? 'POST',
    voice_fallback_url: set('VoiceFallbackUrl'),
    voice_fallback_method: settings['VoiceFallbackMethod'] ?? 'POST',
    sms_application_sid: set('SmsApplicationSid'),
    sms_url: set('SmsUrl'),
    sms_method: settings['SmsMethod'] ?? 'POST',
    sms_fallback_url: set('SmsFallbackUrl'),
    sms_fallback_method: settings['SmsFallbackMethod'] ?? 'POST',
    status_callback: set('StatusCallback'),
    status_callback_method: settings['StatusCallbackMethod'] ?? 'POST',
    date_created: rfc2822(createdAt),
    date_updated: rfc2822(updatedAt),
    uri: `/2010-04-01/Accounts/${carrier.accountSid}/IncomingPhoneNumbers/${sid}.json`,
  };
}
