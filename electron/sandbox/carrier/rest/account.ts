/** The account, its balance, its applications, and prices. */
import type { Hono } from 'hono';
import type { Carrier, Plain } from '../context.ts';
import { COUNTRIES, priceListOf } from '../numbers.ts';
import { newSid, rfc2822 } from '../wire.ts';
import { page2010, pageMeta } from './pages.ts';
import { formOf, found } from './request.ts';

export function accountRoutes(app: Hono, carrier: Carrier): void {
  const root = '/2010-04-01/Accounts/:account';

  app.get(root, (c) => c.json(accountJson(carrier)));
  app.get(`${root}/Balance`, (c) => c.json({ account_sid: carrier.accountSid, balance: '42.00', currency: 'USD' }));

  app.get(`${root}/Applications`, (c) => page2010(c, 'applications', [...carrier.applications.entries()].map(asKeyed).reverse(), render));
  app.post(`${root}/Applications`, async (c) => {
    const sid = newSid('AP');
    carrier.applications.set(sid, Object.fromEntries((await formOf(c)).entries()));
    return c.json(render({ sid, fields: carrier.applications.get(sid) ?? {} }), 201);
  });
  app.get(`${root}/Applications/:sid`, (c) => {
    const sid = c.req.param('sid');
    return c.json(render({ sid, fields: found(c, carrier.applications.get(sid)) }));
  });
  app.post(`${root}/Applications/:sid`, async (c) => {
    const sid = c.req.param('sid');
    const fields = Object.assign(found(c, carrier.applications.get(sid)), Object.fromEntries((await formOf(c)).entries()));
    return c.json(render({ sid, fields }));
  });
  app.delete(`${root}/Applications/:sid`, (c) => {
    found(c, carrier.applications.get(c.req.param('sid')));
    carrier.applications.delete(c.req.param('sid'));
    return c.body(null, 204);
  });

  app.get('/v1/PhoneNumbers/Countries', (c) => {
    const all = COUNTRIES.map((iso) => ({ sid: iso }));
    return pageMeta(c, carrier.url, 'countries', all, ({ sid }) => ({
      country: priceListOf(sid)?.country,
      iso_country: sid,
      url: `${carrier.url}/v1/PhoneNumbers/Countries/${sid}`,
    }));
  });
  app.get('/v1/PhoneNumbers/Countries/:iso', (c) => {
    const iso = c.req.param('iso').toUpperCase();
    const { country, prices } = found(c, priceListOf(iso));
    return c.json({
      country,
      iso_country: iso,
      phone_number_prices: prices.map(([type, price]) => ({ number_type: type, base_price: price, current_price: price })),
      price_unit: 'USD',
      url: `${carrier.url}/v1/PhoneNumbers/Countries/${iso}`,
    });
  });

  function render({ sid, fields }: { sid: string; fields: Plain }): Record<string, unknown> {
    return {
      sid,
      account_sid: carrier.accountSid,
      api_version: '2010-04-01',
      friendly_name: fields['FriendlyName'] ?? '',
      voice_url: fields['VoiceUrl'] ?? null,
      voice_method: fields['VoiceMethod'] ?? 'POST',
      voice_fallback_url: fields['VoiceFallbackUrl'] ?? null,
      voice_fallback_method: fields['VoiceFallbackMethod'] ?? 'POST',
      status_callback: fields['StatusCallback'] ?? null,
      status_callback_method: fields['StatusCallbackMethod'] ?? 'POST',
      date_created: rfc2822(carrier.createdAt),
      date_updated: rfc2822(carrier.createdAt),
      uri: `/2010-04-01/Accounts/${carrier.accountSid}/Applications/${sid}.json`,
    };
  }
}

function asKeyed([sid, fields]: [string, Plain]): { sid: string; fields: Plain } {
  return { sid, fields };
}

function accountJson(carrier: Carrier): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${carrier.accountSid}`;
  const resources = ['AvailablePhoneNumbers', 'Calls', 'Conferences', 'IncomingPhoneNumbers', 'Recordings', 'Applications', 'Balance'];
  return {
    sid: carrier.accountSid,
    friendly_name: 'Trunkline sandbox',
    status: 'active',
    type: 'Full',
    owner_account_sid: carrier.accountSid,
    auth_token: carrier.authToken,
    date_created: rfc2822(carrier.createdAt),
    date_updated: rfc2822(carrier.createdAt),
    uri: `${uri}.json`,
    subresource_uris: Object.fromEntries(resources.map((name) => [name.replace(/(?!^)([A-Z])/g, '_$1').toLowerCase(), `${uri}/${name}.json`])),
  };
}
