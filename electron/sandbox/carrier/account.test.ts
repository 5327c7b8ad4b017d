import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, CONTROL, type TestCarrier, startTestCarrier } from './testing.ts';

let sandbox: TestCarrier;
beforeEach(async () => (sandbox = await startTestCarrier()));
afterEach(() => sandbox.close());

describe('the account', () => {
  test('tells what it is and what it has left', async () => {
    expect(await sandbox.client.api.v2010.accounts(ACCOUNT).fetch()).toMatchObject({ sid: ACCOUNT, status: 'active', type: 'Full' });
    expect(await sandbox.client.balance.fetch()).toMatchObject({ accountSid: ACCOUNT, currency: 'USD' });
  });

  test('keeps applications', async () => {
    const { applications } = sandbox.client;
    const app = await applications.create({ friendlyName: 'softphone', voiceUrl: 'https://example.com/voice' });
    expect(await applications(app.sid).update({ voiceMethod: 'GET' })).toMatchObject({ voiceUrl: 'https://example.com/voice', voiceMethod: 'GET' });
    expect(await applications.list()).toHaveLength(1);
    expect(await applications(app.sid).remove()).toBe(true);
  });
});

describe('numbers', () => {
  test('are searched, bought, set up and given back', async () => {
    const { availablePhoneNumbers, incomingPhoneNumbers } = sandbox.client;
    const [offer] = await availablePhoneNumbers('US').local.list({ areaCode: 212, limit: 1 });
    expect(offer).toMatchObject({ isoCountry: 'US', region: 'NY', capabilities: { voice: true } });
    const bought = await incomingPhoneNumbers.create({ phoneNumber: offer?.phoneNumber, voiceUrl: 'https://example.com/voice' });
    expect(bought).toMatchObject({ status: 'in-use', voiceUrl: 'https://example.com/voice', voiceMethod: 'POST' });
    expect(await incomingPhoneNumbers(bought.sid).update({ friendlyName: 'Front desk' })).toMatchObject({ friendlyName: 'Front desk' });
    expect((await incomingPhoneNumbers.list()).map(({ phoneNumber }) => phoneNumber)).toEqual([offer?.phoneNumber, '+15005550100', '+15005550006']);
    expect(await incomingPhoneNumbers.list({ phoneNumber: '+15005550006' })).toHaveLength(1);
    expect((await availablePhoneNumbers('US').local.list({ areaCode: 212, limit: 1 }))[0]?.phoneNumber).not.toBe(offer?.phoneNumber);
    expect(await incomingPhoneNumbers(bought.sid).remove()).toBe(true);
    await expect(incomingPhoneNumbers(bought.sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  test.each([
    [{ phoneNumber: '+15005550000' }, 21422],
    [{ phoneNumber: '+15005550001' }, 21421],
    [{ phoneNumber: '+15005550006' }, 21422],
    [{ areaCode: '533' }, 21452],
    [{}, 21421],
  ])('buying %o is refused', async (wanted, code) => {
    await expect(sandbox.client.incomingPhoneNumbers.create(wanted)).rejects.toMatchObject({ status: 400, code });
  });

  test('an area code is enough', async () => {
    expect((await sandbox.client.incomingPhoneNumbers.create({ areaCode: '500' })).phoneNumber).toMatch(/^\+1500/);
  });

  test('countries have kinds of numbers and prices, others do not exist', async () => {
    expect(await sandbox.client.availablePhoneNumbers('GB').mobile.list({ limit: 2 })).toHaveLength(2);
    await expect(sandbox.client.availablePhoneNumbers('AQ').local.list()).rejects.toMatchObject({ status: 404, code: 20404 });
    const prices = await sandbox.client.pricing.v1.phoneNumbers.countries('US').fetch();
    expect(prices).toMatchObject({ priceUnit: 'USD', isoCountry: 'US' });
    expect(await sandbox.client.pricing.v1.phoneNumbers.countries.list({ pageSize: 2 })).toHaveLength(6);
  });
});

describe('the control plane', () => {
  test('wants its token', async () => {
    const response = await fetch(`${sandbox.carrier.url}/sandbox/personas`, { headers: { 'x-sandbox-token': `${CONTROL}x` } });
    expect(response.status).toBe(401);
    expect((await sandbox.control('/personas')).body.personas).toMatchObject([{ id: 'friendly' }]);
  });

  test.each([
    {},
    { number: '123' },
    { match: 'c-1', persona: 'nobody' },
    { number: '+15005550111', what: 1 },
    { match: 'call-1', faults: { mediaStall: 1 } },
  ])('refuses the arrangement %o', async (arrangement) => {
    expect((await sandbox.control('/lines', arrangement)).status).toBe(400);
  });

  test('refuses calls that do not exist, and numbers nobody owns', async () => {
    expect((await sandbox.control('/calls/CA1/played')).status).toBe(404);
    expect((await sandbox.control('/calls/CA1/digits', { digits: '1' })).status).toBe(404);
    expect((await sandbox.control('/inbound', { from: '+15005550111', to: '+15005550199' })).status).toBe(400);
  });
});
