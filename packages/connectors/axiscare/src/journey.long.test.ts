import { INTEGRATION, startJourney } from '@frigg-crm/connector-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAxisCareAccount, openAxisCareAccount } from './axiscare-account.ts';
import { AxisCareIntegration } from './axiscare-integration.ts';
import { createAxisCareSandbox } from './sandbox/create-axiscare-sandbox.ts';
import type { SandboxCallLog } from './sandbox/sandbox-call-logs.ts';

const ANA = '+14155550132';
const BO = '+14155550133';
const HOME_LINE = 'PN1';
const OTHER_LINE = 'PN2';
const MAPPINGS = { 1234: { quoPhoneNumbers: ['+15551234567'] }, 5678: { quoPhoneNumbers: ['(555) 765-4321'] } };
const SITES = {
  home: {
    people: {
      client: [
        { firstName: 'Ana', lastName: 'Ruiz', goesBy: 'Anita', homePhone: '(415) 555-0132', personalEmail: 'ruiz@acme.test' },
        { firstName: 'Cher', lastName: 'Nobel' },
      ],
      caregiver: [{ firstName: 'Bo', lastName: 'Ngata 🎈', mobilePhone: BO }],
    },
    parties: {
      'client-1': [
        {
          name: 'Rosa Ruiz',
          relationship: 'Sister',
          email: '',
          hipaaDisclosureAuthorization: '1',
          phones: [{ type: 'Mobile', number: '415-555-0140' }],
        },
        {
          name: 'Ivo Ruiz',
          relationship: 'Brother',
          email: '',
          hipaaDisclosureAuthorization: '0',
          phones: [{ type: 'Mobile', number: '415-555-0141' }],
        },
      ],
    },
  },
  // The same client with the same id and number at another site.
  other: { people: { client: [{ firstName: 'Ana', lastName: 'Ruiz', mobilePhone: ANA }] } },
} as const;

let journey: Awaited<ReturnType<typeof start>>;
/** The address that is shown to the owner. */
let shown: string | undefined;

const start = async () =>
  startJourney({
    connector: 'axiscare',
    crms({ clock }) {
      const common = { clock, requestsPerSecond: 1000, token: 'a-token-of-both' };
      const home = createAxisCareSandbox({ ...SITES.home, ...common, siteNumber: '1234' });
      return { home, other: createAxisCareSandbox({ ...SITES.other, ...common, siteNumber: '5678' }) };
    },
    join({ urls, clock, logger }) {
      const baseUrlOf = (site: string): string => (site === '1234' ? urls.home : urls.other);
      const account = { clock, logger, baseUrlOf, allowLoopback: true, requestsPerSecond: 100 };
      return {
        account: {
          async connect({ vault, integrationId }) {
            const credentials = { token: 'Bearer a-token-of-both', siteNumber: '1234', furtherSites: ['5678'] };
            await connectAxisCareAccount({ ...account, vault, integrationId }, credentials);
          },
        },
        async openIntegration({ vault, integrationId, record, dependencies }) {
          return new AxisCareIntegration({
            ...dependencies,
            ...(await openAxisCareAccount({ ...account, vault, integrationId })),
            personTypes: ['client', 'caregiver', 'client-party'],
            phoneNumberSiteMappings: record.config['phoneNumberSiteMappings'],
            onWebhookAddress(address) {
              shown = address;
            },
          });
        },
      };
    },
  });

beforeAll(async () => {
  journey = await start();
  journey.secrets.add(/\bana\b|\banita\b|ruiz|ngata|\bcher\b|\brosa\b/i, /\+?1?415555/);
});

afterAll(async () => journey.close());

const logsOf = (callId: string): readonly SandboxCallLog[] => {
  return [...journey.crms.home.callLogs.all, ...journey.crms.other.callLogs.all].filter(({ notes }) => notes.includes(`=${callId}`));
};
const idsInQuo = (): ReadonlySet<unknown> => new Set(journey.quo.contacts().map(({ externalId }) => externalId));

describe('two sites of AxisCare and a workspace of Quo, over HTTP', () => {
  it('wait for the numbers of the sites, and then for their owner to start the first sync', async () => {
    await journey.connect();
    expect(await journey.integration()).toMatchObject({ status: 'NEEDS_CONFIG', setUpAt: null });
    const twice = { 1234: MAPPINGS[1234], 5678: { quoPhoneNumbers: ['(555) 123-4567'] } };
    const { lifecycle } = journey.services;
    await expect(lifecycle.update(INTEGRATION, { phoneNumberSiteMappings: twice })).rejects.toMatchObject({
      code: 'INVALID_INTEGRATION_DATA',
      message: expect.stringContaining('phoneNumberSiteMappings.5678.quoPhoneNumbers.0') as string,
    });
    await lifecycle.update(INTEGRATION, { phoneNumberSiteMappings: MAPPINGS });
    await journey.until(async () => (await journey.integration())?.setUpAt != null, 'the set-up ran');
    expect(journey.quo.size).toBe(0);
    await journey.startInitialSync();
    await journey.until(() => journey.quo.size === 4, 'every person with a number is in Quo');
    expect(idsInQuo()).toEqual(new Set(['5678:client-1', 'caregiver-1', 'client-1', 'client-1-rp1']));
  });

  it.each([
    ['home', HOME_LINE],
    ['other', OTHER_LINE],
  ] as const)(
    'turn a call over a line of the %s site into one log there, with its summary (acceptance 34, 35)',
    async (site, phoneNumberId) => {
      const id = journey.quo.phone.call({ with: ANA, phoneNumberId });
      for (const _time of [1, 2]) for (const event of journey.calls.eventsOf(id)) expect(await journey.calls.deliver(event)).toBe(200);
      await journey.until(() => logsOf(id).length > 0, 'the call is logged');
      journey.quo.phone.addSummary(id, { summary: ['Asked for prices'] });
      for (const _time of [1, 2]) for (const event of journey.calls.eventsOf(id)) expect(await journey.calls.deliver(event)).toBe(200);
      await journey.until(() => logsOf(id).every(({ notes }) => notes.includes('Asked for prices')), 'the summary is added');
      expect(journey.crms[site].callLogs.all).toEqual(logsOf(id));
      expect(logsOf(id)).toMatchObject([{ callerName: 'Ana Ruiz', callerPhone: ANA, tags: [{ type: 'client', entityId: 1 }] }]);
    },
  );

  it('keep the summary that comes before its call (acceptance 36)', async () => {
    const id = journey.quo.phone.call({ with: ANA, phoneNumberId: OTHER_LINE });
    journey.quo.phone.addSummary(id, { summary: ['Asked for prices'] });
    for (const event of journey.calls.eventsOf(id).toReversed()) expect(await journey.calls.deliver(event)).toBe(200);
    await journey.until(() => logsOf(id).some(({ notes }) => notes.includes('Asked for prices')), 'the summary is written');
    for (const event of journey.calls.eventsOf(id)) expect(await journey.calls.deliver(event)).toBe(200);
    expect(logsOf(id)).toHaveLength(1);
  });

  it('turn a text into a log', async () => {
    const id = journey.quo.phone.text({ with: BO, text: 'See you at five', phoneNumberId: HOME_LINE });
    for (const _time of [1, 2, 3]) expect(await journey.calls.deliver(journey.calls.eventsOf(id)[0])).toBe(200);
    await journey.until(() => journey.crms.home.callLogs.all.length === 2, 'the text is written');
    expect(journey.crms.home.callLogs.all[1]).toMatchObject({ tags: [{ type: 'caregiver', entityId: 1 }] });
    expect(journey.crms.home.callLogs.all[1]?.notes).toContain('See you at five');
  });

  it('update a changed person of either site in Quo', async () => {
    const { schema, values } = await journey.services.lifecycle.configOptions(INTEGRATION);
    expect(values['webhookAddress']).toBe(shown);
    expect(schema).toMatchObject({ properties: { webhookAddress: { readOnly: true } } });
    for (const { webhooks } of [journey.crms.home, journey.crms.other]) webhooks.enter(shown);
    journey.crms.home.people.client.change(1, { goesBy: 'Annie' });
    journey.crms.other.people.client.change(1, { goesBy: 'Nita' });
    const names = (): readonly unknown[] => journey.quo.contacts().map(({ defaultFields }) => defaultFields.firstName);
    await journey.until(async () => {
      for (const { webhooks } of [journey.crms.home, journey.crms.other]) await webhooks.deliveries.flush();
      return names().includes('Annie') && names().includes('Nita');
    }, 'both changes are in Quo');
  });

  it('refuse what is forged', async () => {
    await journey.calls.expectForgeriesRefused(ANA);
    const { webhooks } = journey.crms.home;
    const event = webhooks.deliveries.events.at(-1)!;
    const request = webhooks.toRequest(event);
    const send = async (url: string, headers = request.headers, body = JSON.stringify(event)): Promise<number> =>
      (await fetch(url, { method: 'POST', headers, body })).status;
    expect(await send(request.url)).toBe(200);
    expect(await send(request.url.split('?')[0]!)).toBe(401);
    expect(await send(request.url, new Headers())).toBe(401);
    expect(await send(request.url, request.headers, JSON.stringify({ ...event, publisher_url: 'https://9999.axiscare.com' }))).toBe(401);
    expect(await send(request.url, request.headers, '[]')).toBe(400);
  });

  it('lose a person in Quo whom a full sync does not find any more', async () => {
    journey.crms.home.people.caregiver.delete(1);
    await journey.startInitialSync();
    await journey.until(() => journey.quo.size === 3, 'who was deleted is gone from Quo');
    expect(idsInQuo()).toEqual(new Set(['5678:client-1', 'client-1', 'client-1-rp1']));
  });

  it('leave each other when the integration is deleted', async () => {
    await journey.services.lifecycle.delete(INTEGRATION);
    await journey.until(async () => (await journey.integration()) === undefined, 'the integration is deleted');
    expect(journey.quo.webhooks.subscriptions()).toEqual([]);
    for (const name of ['axiscare', 'quo', 'crm-webhooks'])
      expect(await journey.vault.read({ integrationId: INTEGRATION, name })).toBeUndefined();
  });

  it('B77: leave no name, number, address, token or text in a log', () => {
    const further = [/a-token-of-both|token=[\w-]{20}/, /before noon|1950-02-01/];
    for (const secret of further) expect(journey.logged.filter((line) => secret.test(line))).toEqual([]);
    journey.secrets.expectNoneLogged([SITES, journey.quo.contacts(), journey.crms.home.callLogs.all]);
  });
});
