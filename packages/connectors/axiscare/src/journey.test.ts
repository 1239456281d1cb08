import type { SandboxDelivery } from '@frigg-crm/quo/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxCallLog } from './sandbox/sandbox-call-logs.ts';
import { INTEGRATION, startJourney, type JourneySystem } from './test-support/journey-system.ts';

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

let system: JourneySystem;
/** What must stand in no log. */
const secrets: RegExp[] = [
  /\bana\b|\banita\b|ruiz|ngata|\bcher\b|\brosa\b/i,
  /\+?1?415555|5551234567|5557654321/,
  /Call me back|Asked for prices|See you at five/,
  /a-token-of-both|token=[\w-]{20}/,
  /before noon|1950-02-01/,
];

beforeAll(async () => {
  system = await startJourney(SITES);
});

afterAll(async () => system.close());

/** Sends an event to the app as Quo does: again after a failure. @returns the status. */
async function deliver(delivery: SandboxDelivery | undefined): Promise<number> {
  if (delivery === undefined) throw new Error('there is no such event');
  for (let attempt = 1; ; attempt += 1) {
    const { status } = await fetch(delivery.toRequest());
    if (status !== 503 || attempt === 3) return status;
  }
}

const eventsOf = (id: string): readonly SandboxDelivery[] => system.quo.webhooks.events().filter(({ body }) => body.includes(`"${id}"`));
const logsOf = (callId: string): readonly SandboxCallLog[] => {
  return [...system.home.callLogs.all, ...system.other.callLogs.all].filter(({ notes }) => notes.includes(`=${callId}`));
};
const idsInQuo = (): ReadonlySet<unknown> => new Set(system.quo.contacts().map(({ externalId }) => externalId));

describe('two sites of AxisCare and a workspace of Quo, over HTTP', () => {
  it('wait for the numbers of the sites, and then for their owner to start the first sync', async () => {
    await system.connect();
    expect(await system.integration()).toMatchObject({ status: 'NEEDS_CONFIG', setUpAt: null });
    const twice = { 1234: MAPPINGS[1234], 5678: { quoPhoneNumbers: ['(555) 123-4567'] } };
    const { lifecycle } = system.services;
    await expect(lifecycle.update(INTEGRATION, { phoneNumberSiteMappings: twice })).rejects.toMatchObject({
      code: 'INVALID_INTEGRATION_DATA',
      message: expect.stringContaining('phoneNumberSiteMappings.5678.quoPhoneNumbers.0') as string,
    });
    await lifecycle.update(INTEGRATION, { phoneNumberSiteMappings: MAPPINGS });
    await system.until(async () => (await system.integration())?.setUpAt != null, 'the set-up ran');
    expect(system.quo.size).toBe(0);
    await system.startInitialSync();
    await system.until(() => system.quo.size === 4, 'every person with a number is in Quo');
    expect(idsInQuo()).toEqual(new Set(['5678:client-1', 'caregiver-1', 'client-1', 'client-1-rp1']));
  });

  it.each([
    ['home', HOME_LINE],
    ['other', OTHER_LINE],
  ] as const)(
    'turn a call over a line of the %s site into one log there, with its summary (acceptance 34, 35)',
    async (site, phoneNumberId) => {
      const id = system.quo.phone.call({ with: ANA, phoneNumberId });
      for (const _time of [1, 2]) for (const event of eventsOf(id)) expect(await deliver(event)).toBe(200);
      await system.until(() => logsOf(id).length > 0, 'the call is logged');
      system.quo.phone.addSummary(id, { summary: ['Asked for prices'] });
      for (const _time of [1, 2]) for (const event of eventsOf(id)) expect(await deliver(event)).toBe(200);
      await system.until(() => logsOf(id).every(({ notes }) => notes.includes('Asked for prices')), 'the summary is added');
      expect(system[site].callLogs.all).toEqual(logsOf(id));
      expect(logsOf(id)).toMatchObject([{ callerName: 'Ana Ruiz', callerPhone: ANA, tags: [{ type: 'client', entityId: 1 }] }]);
    },
  );

  it('keep the summary that comes before its call (acceptance 36)', async () => {
    const id = system.quo.phone.call({ with: ANA, phoneNumberId: OTHER_LINE });
    system.quo.phone.addSummary(id, { summary: ['Asked for prices'] });
    for (const event of eventsOf(id).toReversed()) expect(await deliver(event)).toBe(200);
    await system.until(() => logsOf(id).some(({ notes }) => notes.includes('Asked for prices')), 'the summary is written');
    for (const event of eventsOf(id)) expect(await deliver(event)).toBe(200);
    expect(logsOf(id)).toHaveLength(1);
  });

  it('turn a text into a log', async () => {
    const id = system.quo.phone.text({ with: BO, text: 'See you at five', phoneNumberId: HOME_LINE });
    for (const _time of [1, 2, 3]) expect(await deliver(eventsOf(id)[0])).toBe(200);
    await system.until(() => system.home.callLogs.all.length === 2, 'the text is written');
    expect(system.home.callLogs.all[1]).toMatchObject({ tags: [{ type: 'caregiver', entityId: 1 }] });
    expect(system.home.callLogs.all[1]?.notes).toContain('See you at five');
  });

  it('update a changed person of either site in Quo', async () => {
    const { schema, values } = await system.services.lifecycle.configOptions(INTEGRATION);
    expect(values['webhookAddress']).toBe(system.shown());
    expect(schema).toMatchObject({ properties: { webhookAddress: { readOnly: true } } });
    for (const { webhooks } of [system.home, system.other]) webhooks.enter(system.shown());
    system.home.people.client.change(1, { goesBy: 'Annie' });
    system.other.people.client.change(1, { goesBy: 'Nita' });
    const names = (): readonly unknown[] => system.quo.contacts().map(({ defaultFields }) => defaultFields.firstName);
    await system.until(async () => {
      for (const { webhooks } of [system.home, system.other]) await webhooks.deliveries.flush();
      return names().includes('Annie') && names().includes('Nita');
    }, 'both changes are in Quo');
  });

  it('refuse what is forged', async () => {
    const { webhooks } = system.home;
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
    system.home.people.caregiver.delete(1);
    await system.startInitialSync();
    await system.until(() => system.quo.size === 3, 'who was deleted is gone from Quo');
    expect(idsInQuo()).toEqual(new Set(['5678:client-1', 'client-1', 'client-1-rp1']));
  });

  it('leave each other when the integration is deleted', async () => {
    await system.services.lifecycle.delete(INTEGRATION);
    await system.until(async () => (await system.integration()) === undefined, 'the integration is deleted');
    expect(system.quo.webhooks.subscriptions()).toEqual([]);
    for (const name of ['axiscare', 'quo', 'crm-webhooks'])
      expect(await system.vault.read({ integrationId: INTEGRATION, name })).toBeUndefined();
  });

  it('B77: leave no name, number, address, token or text in a log', () => {
    expect(system.logged.length).toBeGreaterThan(10);
    for (const secret of secrets) expect(system.logged.filter((line) => secret.test(line))).toEqual([]);
  });
});
