import { resolveCrmConfig } from '@frigg-crm/crm-base';
import { describe, expect, it } from 'vitest';
import { PipedriveIntegration } from './pipedrive-integration.ts';
import { aPerson, pipedrive, type PipedriveFixture } from './test-support/pipedrive-under-test.ts';

const FIRST = { objectType: 'Person', page: null, cursor: null, limit: 100, modifiedSince: null, sortDesc: false };
const PERSON = { objectType: 'Person' };
const organizationCalls = ({ sent }: PipedriveFixture) =>
  sent.filter(({ operation }) => operation.endsWith('/organizations')).map(({ query }) => query.get('ids'));
const inOrganization = (...ids: readonly (number | null)[]) => ids.map((id) => ({ org_id: id }));

describe('PipedriveIntegration', () => {
  it('has a configuration that the base accepts: pages by cursor, whole records, no total', () => {
    expect(resolveCrmConfig(PipedriveIntegration.CRMConfig)).toMatchObject({
      personObjectTypes: [{ crmObjectName: 'Person', quoContactType: 'contact' }],
      syncConfig: {
        paginationType: 'CURSOR_BASED',
        supportsTotal: false,
        returnFullRecords: true,
        initialBatchSize: 100,
        ongoingBatchSize: 50,
      },
    });
    expect(pipedrive.open().integration.connector).toBe('pipedrive');
  });

  it('pages by id for a full sync and names the next page until the last (acceptance 13)', async () => {
    const { integration, sent } = pipedrive.open({ people: 101, organizations: 0, awkward: 0 });
    const first = await integration.fetchPersonPage(FIRST);
    const second = await integration.fetchPersonPage({ ...FIRST, cursor: first.cursor ?? '' });
    expect(first).toMatchObject({ hasMore: true, cursor: expect.any(String) as string });
    expect(second).toMatchObject({ hasMore: false, cursor: null });
    expect(first.data.length + second.data.length).toBe(101);
    const [one, two] = sent.map(({ query }) => Object.fromEntries(query));
    expect(one).toEqual({ limit: '100', sort_by: 'id', sort_direction: 'asc' });
    expect(two).toEqual({ ...one, cursor: first.cursor });
  });

  it('requests changes in the order of their time, with whole seconds (acceptance 14)', async () => {
    const { integration, sent } = pipedrive.open();
    await integration.fetchPersonPage({ ...FIRST, limit: 50, modifiedSince: '2026-01-05T10:00:00.999Z', sortDesc: true });
    expect(Object.fromEntries(sent[0]!.query)).toEqual({
      limit: '50',
      sort_by: 'update_time',
      sort_direction: 'asc',
      updated_since: '2026-01-05T10:00:00Z',
    });
  });

  it('requests the organisations of a page together, each once (acceptance 10)', async () => {
    const fixture = pipedrive.open({ people: inOrganization(12, 12, 13, null) });
    const { data } = await fixture.integration.fetchPersonPage(FIRST);
    expect(organizationCalls(fixture)).toEqual(['12,13']);
    const [acme, other] = [fixture.sandbox.organizations.nameOf(12), fixture.sandbox.organizations.nameOf(13)];
    expect(data.map(({ organizationName }) => organizationName)).toEqual([acme, acme, other, null]);
    expect(fixture.integration.transformPersonToQuo(data[0]!).defaultFields.company).toBe(acme);
  });

  it('requests 230 organisations of one page in 3 calls (acceptance 11)', async () => {
    const people = inOrganization(...Array.from({ length: 230 }, (_, index) => index + 1));
    const fixture = pipedrive.open({ people, organizations: 230 });
    await fixture.integration.fetchPersonPage({ ...FIRST, limit: 500 });
    expect(organizationCalls(fixture).map((ids) => ids?.split(',').length)).toEqual([100, 100, 30]);
  });

  it('believes a name for ten minutes, also that there is none', async () => {
    const fixture = pipedrive.open({ people: inOrganization(12, 999) });
    await fixture.integration.fetchPersonPage(FIRST);
    fixture.sandbox.organizations.rename(12, 'New Name');
    await fixture.clock.advance(599_999);
    await fixture.integration.fetchPersonPage(FIRST);
    expect(organizationCalls(fixture)).toHaveLength(1);
    await fixture.clock.advance(1);
    const { data } = await fixture.integration.fetchPersonPage(FIRST);
    expect(organizationCalls(fixture)).toHaveLength(2);
    expect(data[0]?.organizationName).toBe('New Name');
  });

  it.each([403, 404])('leaves the company out when the lookup is answered %i (acceptance 12)', async (status) => {
    const fixture = pipedrive.open({ people: inOrganization(12) });
    fixture.intercept = ({ url }) => (url.includes('/organizations') ? Response.json({ success: false }, { status }) : undefined);
    const { data } = await fixture.integration.fetchPersonPage(FIRST);
    expect(data[0]?.organizationName).toBeNull();
  });

  it.each([
    ['503', () => Response.json({ success: false }, { status: 503 }), 'API_UNAVAILABLE'],
    ['429', () => Response.json({ success: false }, { status: 429 }), 'API_RATE_LIMITED'],
    [
      'a 403 page of the edge',
      () => new Response('<html></html>', { status: 403, headers: { 'content-type': 'text/html' } }),
      'API_RATE_LIMITED',
    ],
    ['402', () => Response.json({ success: false }, { status: 402 }), 'API_UNAUTHORIZED'],
  ])('throws when the lookup of companies ends in %s, so that none is erased (acceptance 12)', async (_case, answer, code) => {
    const fixture = pipedrive.open({ people: inOrganization(12) });
    fixture.intercept = ({ url }) => (url.includes('/organizations') ? answer() : undefined);
    await expect(fixture.clock.runUntil(fixture.integration.fetchPersonPage(FIRST))).rejects.toMatchObject({ code });
  });

  it('says of a deleted person in a list that it is deleted (acceptance 9)', async () => {
    const { integration, sandbox } = pipedrive.open({ people: 3 });
    sandbox.people.delete(2);
    const { data } = await integration.fetchPersonPage(FIRST);
    expect(data.map((person) => integration.isPersonDeleted(person))).toEqual([false, true, false]);
  });

  it('says when a person changed last, and nothing of a record that does not say it', async () => {
    const { integration, sandbox } = pipedrive.open({ people: 2 });
    const { data } = await integration.fetchPersonPage(FIRST);
    expect(data.map((person) => integration.personModifiedAt(person))).toEqual([1, 2].map((id) => sandbox.people.get(id)?.update_time));
    expect(integration.personModifiedAt({ ...data[0]!, updateTime: null })).toBeUndefined();
  });

  it('makes a contact without numbers of a person who has none, for the sync to skip (acceptance 5)', async () => {
    const { integration } = pipedrive.open({ people: [{ phones: [{ value: '', primary: true, label: 'work' }] }] });
    const { data } = await integration.fetchPersonPage(FIRST);
    expect(integration.transformPersonToQuo(data[0]!).defaultFields.phoneNumbers).toEqual([]);
  });

  it('fetches one person with the company, and undefined for one who is gone', async () => {
    const { integration, sandbox } = pipedrive.open({ people: inOrganization(12) });
    expect(await integration.fetchPersonById('1', PERSON)).toMatchObject({ id: '1', organizationName: sandbox.organizations.nameOf(12) });
    expect(await integration.fetchPersonById('2', PERSON)).toBeUndefined();
  });

  it('fetches people by ids with their companies', async () => {
    const fixture = pipedrive.open({ people: inOrganization(12, 13) });
    const people = await fixture.integration.fetchPersonsByIds(['2', '1', '3'], PERSON);
    expect(people.map(({ id, organizationName }) => [id, organizationName !== null])).toEqual([
      ['1', true],
      ['2', true],
    ]);
    expect(fixture.sent).toHaveLength(2);
  });

  it('names people by their id and knows when there is none', () => {
    const { integration } = pipedrive.open();
    expect(integration.personExternalId(aPerson())).toBe('71');
    expect(integration.personExternalId(aPerson({ id: '', unusableField: 'id' }))).toBeUndefined();
  });

  it('reads numbers in the country, and marks contacts with the source, that it was given', () => {
    const integration = pipedrive.open().integrate({ defaultCountry: 'DE', quoSource: 'acme-pipedrive' });
    const contact = integration.transformPersonToQuo(aPerson({ phones: [{ value: '030 123456', label: null, primary: true }] }));
    expect(contact).toMatchObject({ source: 'acme-pipedrive', defaultFields: { phoneNumbers: [{ name: 'Work', value: '+4930123456' }] } });
  });

  it('hands out pages that survive a queue', async () => {
    const { integration } = pipedrive.open({ people: 200, awkward: 0.5, withoutPhone: 0.3 });
    const page = await integration.fetchPersonPage(FIRST);
    expect(JSON.parse(JSON.stringify(page))).toEqual(page);
  });

  it('knows people of type Person only', async () => {
    const { integration } = pipedrive.open();
    await expect(integration.fetchPersonPage({ ...FIRST, objectType: 'Lead' })).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
    await expect(integration.fetchPersonPage({ ...FIRST, modifiedSince: 'yesterday' })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
    });
  });
});
