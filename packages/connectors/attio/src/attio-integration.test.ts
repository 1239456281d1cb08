import { resolveCrmConfig } from '@frigg-crm/crm-base';
import { describe, expect, it } from 'vitest';
import { AttioIntegration } from './attio-integration.ts';
import type { AttioPerson } from './client/attio-person.ts';
import { toSandboxId } from './sandbox/sandbox-ids.ts';
import { attio, type AttioFixture } from './test-support/attio-under-test.ts';

const FIRST = { objectType: 'people', page: null, cursor: null, limit: 50, modifiedSince: null, sortDesc: false };
const PEOPLE = { objectType: 'people' };
const QUERY_PEOPLE = 'POST /v2/objects/people/records/query';
const QUERY_COMPANIES = 'POST /v2/objects/companies/records/query';
const bodiesOf = ({ sent }: AttioFixture, operation: string) => sent.filter((each) => each.operation === operation).map(({ body }) => body);
/** @returns the company of each person, as Quo is to have it. */
async function companiesOf(integration: AttioIntegration, people: readonly AttioPerson[]): Promise<readonly unknown[]> {
  const results = await integration.transformPersonsToQuo(people);
  return results.map((result) => (result.status === 'fulfilled' ? result.value.defaultFields.company : result.reason));
}

const inCompanies = (...companies: readonly (number | null)[]) => companies.map((company) => ({ company }));

describe('AttioIntegration', () => {
  it('has a configuration that the base accepts: pages by cursor, whole records, full syncs once a day', () => {
    expect(resolveCrmConfig(AttioIntegration.CRMConfig)).toMatchObject({
      personObjectTypes: [{ crmObjectName: 'people', quoContactType: 'contact' }],
      syncConfig: { paginationType: 'CURSOR_BASED', supportsModifiedSince: false, pollIntervalMinutes: 1440, maxBatchSize: 500 },
    });
    expect(attio.open().integration.connector).toBe('attio');
  });

  it('counts records in its cursors: a full page has a next one, a page that is not full is the last (acceptance 15, 16, 18)', async () => {
    const fixture = attio.open({ people: 99 });
    const first = await fixture.integration.fetchPersonPage(FIRST);
    expect([first.data.length, first.cursor, first.hasMore]).toEqual([50, '50', true]);
    const second = await fixture.integration.fetchPersonPage({ ...FIRST, cursor: '50' });
    expect([second.data.length, second.cursor, second.hasMore]).toEqual([49, null, false]);
    expect(bodiesOf(fixture, QUERY_PEOPLE)).toEqual([
      { limit: 50, offset: 0, sorts: [{ attribute: 'created_at', direction: 'asc' }] },
      { limit: 50, offset: 50, sorts: [{ attribute: 'created_at', direction: 'asc' }] },
    ]);
  });

  it('continues from offset 50 at 100, and ends with an empty page (acceptance 17, 18)', async () => {
    const { integration } = attio.open({ people: 100 });
    expect(await integration.fetchPersonPage({ ...FIRST, cursor: '50' })).toMatchObject({ cursor: '100', hasMore: true });
    expect(await integration.fetchPersonPage({ ...FIRST, cursor: '100' })).toEqual({ data: [], cursor: null, hasMore: false });
  });

  it('lists everyone where changes are wanted, and warns once (acceptance 19)', async () => {
    const { integration, logged } = attio.open({ people: 3 });
    for (let times = 0; times < 2; times += 1) {
      const { data } = await integration.fetchPersonPage({ ...FIRST, modifiedSince: '2026-01-05T10:00:00.000Z' });
      expect(data).toHaveLength(3);
    }
    expect(logged.filter((line) => line.includes('Attio lists no changes'))).toHaveLength(1);
  });

  it('requests the companies of 60 people in one query and none by itself (acceptance 13)', async () => {
    const people = inCompanies(...Array.from({ length: 60 }, (_, index) => 1 + (index % 3)));
    const fixture = attio.open({ people });
    const { data } = await fixture.integration.fetchPersonPage({ ...FIRST, limit: 100 });
    const companies = await companiesOf(fixture.integration, data);
    const ids = [1, 2, 3].map((number) => toSandboxId('company', number));
    expect(bodiesOf(fixture, QUERY_COMPANIES)).toEqual([{ filter: { record_id: { $in: ids } }, limit: 3 }]);
    expect(fixture.sent).toHaveLength(2);
    expect(new Set(companies)).toEqual(new Set(['Company 1', 'Company 2', 'Company 3']));
  });

  it('keeps a person whose company was deleted, and does not request it again (acceptance 12)', async () => {
    const fixture = attio.open({ people: inCompanies(2) });
    fixture.sandbox.companies.delete(2);
    for (let times = 0; times < 2; times += 1) {
      const { data } = await fixture.integration.fetchPersonPage(FIRST);
      expect(await companiesOf(fixture.integration, data)).toEqual([null]);
    }
    expect(bodiesOf(fixture, QUERY_COMPANIES)).toHaveLength(1);
  });

  it('throws when companies cannot be looked up for the moment, so that none is erased', async () => {
    const fixture = attio.open({ people: inCompanies(2) });
    fixture.intercept = ({ url }) => (url.includes('/companies/') ? new Response(null, { status: 503 }) : undefined);
    const { data } = await fixture.integration.fetchPersonPage(FIRST);
    const transformed = fixture.integration.transformPersonsToQuo(data);
    await expect(fixture.clock.runUntil(transformed)).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
  });

  it('P14: fetches one person with the company, and undefined for one who is gone or has no such id', async () => {
    const { integration, sandbox } = attio.open({ people: inCompanies(2, 3) });
    const id = toSandboxId('person', 1);
    const person = await integration.fetchPersonById(id, PEOPLE);
    expect(await integration.transformPersonToQuo(person!)).toMatchObject({ externalId: id, defaultFields: { company: 'Company 2' } });
    sandbox.people.delete(1);
    expect(await integration.fetchPersonById(id, PEOPLE)).toBeUndefined();
    expect(await integration.fetchPersonById('71', PEOPLE)).toBeUndefined();
  });

  it('takes a person who is being merged for one who is not there: it is fetched again later', async () => {
    const fixture = attio.open({ people: 1 });
    fixture.intercept = () => Response.json({ status_code: 404, code: 'merge_in_progress' }, { status: 404 });
    expect(await fixture.integration.fetchPersonById(toSandboxId('person', 1), PEOPLE)).toBeUndefined();
  });

  it('names the workspace as the account, and says that an inactive token is refused (acceptance 2)', async () => {
    const { integration, sandbox } = attio.open();
    expect(await integration.accountIdentity({})).toBe(`attio/${sandbox.workspaceId}`);
    sandbox.disconnect();
    await expect(integration.accountIdentity({})).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', apiCode: 'inactive_token' });
  });

  it('hands out pages that survive a queue', async () => {
    const { integration } = attio.open({ people: 200, awkward: 0.5, withoutPhone: 0.3 });
    const page = await integration.fetchPersonPage({ ...FIRST, limit: 200 });
    expect(JSON.parse(JSON.stringify(page))).toEqual(page);
  });

  it('knows people only', async () => {
    const { integration } = attio.open();
    await expect(integration.fetchPersonPage({ ...FIRST, objectType: 'companies' })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
    });
  });
});

describe('AttioIntegration.findPersonsByPhone', () => {
  it('requests the exact number, and takes the oldest of several (acceptance 36)', async () => {
    const fixture = attio.open({ people: [{ phones: ['+14155550177'] }, { phones: ['+14155550178', '+14155550177'] }] });
    const found = await fixture.integration.findPersonsByPhone('+14155550177', {});
    expect(found).toEqual([1, 2].map((number) => ({ objectType: 'people', externalId: toSandboxId('person', number) })));
    expect(fixture.sent.map(({ body }) => body)).toEqual([
      { filter: { phone_numbers: '+14155550177' }, sorts: [{ attribute: 'created_at', direction: 'asc' }], limit: 10 },
    ]);
  });

  it('P6: does not believe the search about a person who has another number (acceptance 37)', async () => {
    const fixture = attio.open({ people: [{ phones: ['+12125550177'] }] });
    expect(await fixture.integration.findPersonsByPhone('+14155550177', {})).toEqual([]);
    expect(fixture.sent.map(({ operation }) => operation)).toEqual([QUERY_PEOPLE, 'POST /v2/objects/records/search']);
  });

  it('takes who only the search finds', async () => {
    const fixture = attio.open({ people: [{ phones: ['+14155550177'] }] });
    fixture.intercept = ({ url }) => (url.endsWith('/people/records/query') ? Response.json({ data: [] }) : undefined);
    expect(await fixture.integration.findPersonsByPhone('+14155550177', {})).toHaveLength(1);
  });
});
