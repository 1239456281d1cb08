import { resolveCrmConfig } from '@frigg-crm/crm-base';
import { describe, expect, it } from 'vitest';
import { AxisCareIntegration } from './axiscare-integration.ts';
import type { AxisCarePerson } from './client/axiscare-person.ts';
import type { SandboxParty } from './sandbox/sandbox-person.ts';
import { aLoggedCall, axiscare, type AxisCareFixture } from './test-support/axiscare-under-test.ts';

const FIRST = { page: null, cursor: null, limit: 100, modifiedSince: null, sortDesc: false };
const party = (name: string, isAuthorized = true): SandboxParty => ({
  name,
  relationship: 'Sister',
  email: '',
  hipaaDisclosureAuthorization: isAuthorized ? '1' : '0',
  phones: [
    { type: 'Fax', number: '415-555-0149' },
    { type: 'Mobile', number: '415-555-0140' },
  ],
});
const idsOf = (integration: AxisCareIntegration, objectType: string, people: readonly AxisCarePerson[]) =>
  people.map((person) => integration.personExternalId(person, { objectType }));
const list = async ({ integration }: Pick<AxisCareFixture, 'integration'>, objectType: string): Promise<readonly unknown[]> =>
  idsOf(integration, objectType, (await integration.fetchPersonPage({ ...FIRST, objectType })).data);

/** Site 1234 is home, 5678 another one; both have a client 1. */
function twoSites() {
  const people = { client: [{ firstName: 'Ana', homePhone: '(415) 555-0132' }] };
  const [home, other] = [axiscare.open({ people }), axiscare.open({ people, siteNumber: '5678' })];
  const integration = home.integrate({
    furtherSites: [other.client],
    personTypes: ['client', 'caregiver'],
    phoneNumberSiteMappings: { 1234: { quoPhoneNumbers: ['+15551234567'] }, 5678: { quoPhoneNumbers: ['555-765-4321'] } },
  });
  return { home, other, integration };
}

describe('AxisCareIntegration', () => {
  it('has a configuration that the base accepts, and syncs clients alone unless more are wanted', () => {
    expect(resolveCrmConfig(AxisCareIntegration.CRMConfig)).toMatchObject({
      personObjectTypes: [{ crmObjectName: 'client' }],
      syncConfig: { paginationType: 'CURSOR_BASED', supportsModifiedSince: false, initialSyncOnSetUp: false, maxBatchSize: 500 },
    });
    expect(axiscare.open().integration.config.personObjectTypes).toEqual([{ crmObjectName: 'client', quoContactType: 'contact' }]);
  });

  it('P11: lists types and sites each by itself, so that equal ids stay apart (acceptance 24, 25)', async () => {
    const { integration } = twoSites();
    const types = integration.config.personObjectTypes.map(({ crmObjectName }) => crmObjectName);
    expect(types).toEqual(['client', '5678:client', 'caregiver', '5678:caregiver']);
    expect(await list({ integration }, 'client')).toEqual(['client-1']);
    expect(await list({ integration }, '5678:client')).toEqual(['5678:client-1']);
    const fixture = axiscare.open({ people: { client: 1, caregiver: 1 } }, { integration: { personTypes: ['client', 'caregiver'] } });
    expect([...(await list(fixture, 'client')), ...(await list(fixture, 'caregiver'))]).toEqual(['client-1', 'caregiver-1']);
  });

  it('fetches one person from its site and by its type, and many in one request', async () => {
    const { integration, home, other } = twoSites();
    const person = await integration.fetchPersonById('5678:client-1', { objectType: '5678:client' });
    expect(person).toMatchObject({ id: '1', firstName: 'Ana' });
    expect([home.sent.length, other.sent.length]).toEqual([0, 1]);
    expect(await integration.fetchPersonById('client-1', { objectType: '5678:client' })).toBeUndefined();
    expect(await integration.fetchPersonById('client-2', { objectType: 'client' })).toBeUndefined();
    const many = axiscare.open({ people: { client: 9 } });
    const ids = ['client-3', 'client-5', 'client-99', 'lead-4', 'nonsense'];
    expect(idsOf(many.integration, 'client', await many.integration.fetchPersonsByIds(ids, { objectType: 'client' }))).toEqual([
      'client-3',
      'client-5',
    ]);
    expect(many.sent).toHaveLength(1);
  });

  it.each([
    ['who is active, by default', undefined, ['client-1', 'client-3', 'client-4']],
    ['everyone', 'all', ['client-1', 'client-2', 'client-3', 'client-4']],
    ['who has one of the statuses', ['Hold', 'Lost'], ['client-2', 'client-3']],
  ] as const)('syncs %s', async (_case, statuses, expected) => {
    const of = (active: boolean, label: string) => ({ status: { active, label } });
    const people = { client: [of(true, 'Active'), of(false, 'Hold'), of(true, 'Lost'), of(true, 'Active')] };
    const fixture = axiscare.open({ people }, { integration: statuses === undefined ? {} : { statuses } });
    const all = ['client-1', 'client-2', 'client-3', 'client-4'];
    expect(await list(fixture, 'client')).toEqual(expected);
    const byId = await fixture.integration.fetchPersonsByIds(all, { objectType: 'client' });
    expect(idsOf(fixture.integration, 'client', byId)).toEqual(expected);
  });

  it('syncs responsible parties to whom the agency may disclose, without their fax numbers', async () => {
    const parties = { 'client-1': [party('Rosa de la Cruz'), party('Ivo Ruiz', false)], 'client-3': [party('Cher')] };
    const fixture = axiscare.open({ people: { client: 4 }, parties }, { integration: { personTypes: ['client-party'] } });
    const { integration } = fixture;
    const objectType = 'client-party';
    expect(await list(fixture, objectType)).toEqual(['client-1-rp1', 'client-3-rp1']);
    const rosa = await integration.fetchPersonById('client-1-rp1', { objectType });
    expect(integration.transformPersonToQuo(rosa!, { objectType })).toMatchObject({
      externalId: 'client-1-rp1',
      defaultFields: {
        firstName: 'Rosa',
        lastName: 'de la Cruz',
        role: 'Responsible party',
        phoneNumbers: [{ name: 'Mobile', value: '+14155550140' }],
      },
    });
    for (const absent of ['client-1-rp2', 'client-1-rp3', 'client-2-rp1', 'client-9-rp1'])
      expect(await integration.fetchPersonById(absent, { objectType })).toBeUndefined();
  });

  it('gives out no page of responsible parties that is larger than requested', async () => {
    const parties = Object.fromEntries([1, 2, 3, 4].map((id) => [`client-${id}`, [party('A A'), party('B B'), party('C C')]]));
    const { integration } = axiscare.open({ people: { client: 4 }, parties }, { integration: { personTypes: ['client-party'] } });
    const sizes: number[] = [];
    for (let cursor: string | null = null, hasMore = true; hasMore;) {
      const page = await integration.fetchPersonPage({ ...FIRST, objectType: 'client-party', limit: 7, cursor });
      sizes.push(page.data.length);
      cursor = page.cursor ?? null;
      hasMore = page.hasMore;
    }
    expect(sizes).toEqual([6, 6]);
  });

  it('lets no fact of care leave AxisCare that no custom field wants', async () => {
    const [plain, mapped] = [axiscare.open(), axiscare.open({}, { integration: { careFields: { region: 'key-1' } } })];
    const pageOf = async ({ integration }: AxisCareFixture) =>
      (await integration.fetchPersonPage({ ...FIRST, objectType: 'client' })).data[0];
    expect(await pageOf(plain)).toMatchObject({ care: {} });
    const person = await pageOf(mapped);
    expect(person?.care).toEqual({ region: 'North' });
    expect(mapped.integration.transformPersonToQuo(person!, { objectType: 'client' }).customFields).toEqual([
      { key: 'key-1', value: 'North' },
    ]);
  });

  it('is of the account of its home site, when the token is accepted there', async () => {
    const { integration, home } = twoSites();
    expect(await integration.accountIdentity({})).toBe('axiscare/1234');
    home.sandbox.access.isPermitted = false;
    await expect(integration.accountIdentity({})).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', apiCode: 'permission_denied' });
  });

  it('writes into the call log of the site of the person', async () => {
    const { integration, home, other } = twoSites();
    const call = aLoggedCall({ person: { objectType: '5678:client', externalId: '5678:client-1' } });
    const id = await integration.logCallToActivity(call, {});
    expect(await integration.findLoggedActivity(call, {})).toBe(id);
    expect([home.sandbox.callLogs.all.length, other.sandbox.callLogs.all.length]).toEqual([0, 1]);
    const gone = aLoggedCall({ person: { objectType: '9:client', externalId: '9:client-1' } });
    await expect(integration.logCallToActivity(gone, {})).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });

  it('takes people for contacts of the lines of their site alone (acceptance 39, 40)', () => {
    const { integration } = twoSites();
    const isContact = (externalId: string, number: string | null) =>
      integration.isContactOfLine({ objectType: 'client', externalId }, { number, name: null, symbol: null });
    expect([isContact('client-1', '+15551234567'), isContact('5678:client-1', '+15551234567')]).toEqual([true, false]);
    expect([isContact('client-1', '+15557654321'), isContact('5678:client-1', '+15557654321')]).toEqual([false, true]);
    expect([isContact('client-1', '+15550000000'), isContact('client-1', null)]).toEqual([false, false]);
    expect(axiscare.open().integration.isContactOfLine({ objectType: 'client', externalId: 'client-1' }, undefined)).toBe(true);
  });

  it('needs to know the numbers of its sites where it has several', () => {
    const { integration } = twoSites();
    const phoneNumberSiteMappings = { 1234: { quoPhoneNumbers: ['+15551234567'] } };
    expect([integration.checkIfNeedsConfig({}), integration.checkIfNeedsConfig({ phoneNumberSiteMappings })]).toEqual([true, false]);
    expect(axiscare.open().integration.checkIfNeedsConfig({})).toBe(false);
  });

  it('is not made with a site that comes twice, and knows no other types of people', async () => {
    const { client, integration, integrate } = axiscare.open();
    expect(() => integrate({ furtherSites: [client] })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
    await expect(integration.fetchPersonPage({ ...FIRST, objectType: 'visit' })).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
    await expect(integration.fetchPersonPage({ ...FIRST, objectType: 'client', cursor: 'x' })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
    });
  });
});
