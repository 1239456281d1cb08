import { describe, expect, it } from 'vitest';
import type { FakePerson } from '../../test-support/fake-crm.ts';
import { createPeopleSystem, type PeopleSystem, type PeopleSystemOptions } from './test-support/people-system.ts';

const [HOME, WORK] = ['+14155550101', '+14155550102'];
const INTEGRATION = { integrationId: 'i1', connector: 'fake' };
const P1 = { ...INTEGRATION, objectType: 'Person', externalId: 'p1' };
const ana = (changes: Partial<FakePerson> = {}): FakePerson => ({ id: 'p1', name: 'Ana Sol', phone: HOME, ...changes });

/** A system in which Quo holds Ana as the CRM does. */
async function openSynced(options: PeopleSystemOptions = {}): Promise<PeopleSystem> {
  const system = createPeopleSystem({ people: [ana()], ...options });
  await system.syncNow('p1');
  return system;
}

const compare = async ({ people, run }: PeopleSystem) => run(people.compare(P1));

/** @returns what an operator sees of a comparison. */
async function see(system: PeopleSystem) {
  const { crm, quo, effect, reason, fields } = await compare(system);
  const differing = fields.filter(({ isEqual }) => isEqual === false).map(({ field }) => field);
  return { sides: `${crm.state} ${quo.state}`, effect: effect.kind, fields: effect.fields, code: reason.code, differing };
}

const IN_STEP = { sides: 'found found', effect: 'none', code: 'IN_STEP', differing: [] };

describe('comparing a person', () => {
  it('shows the values of both sides, and that they are the same', async () => {
    const system = await openSynced();
    expect(await see(system)).toMatchObject(IN_STEP);
    expect((await compare(system)).fields).toContainEqual({
      field: 'phoneNumbers',
      crm: [{ label: 'Work', value: HOME }],
      quo: [{ label: 'Work', value: HOME }],
      isEqual: true,
    });
  });

  it('shows what has changed in the CRM, until the person was synced', async () => {
    const system = await openSynced();
    system.crm.put(ana({ phone: WORK }));
    const before = await compare(system);
    expect(await see(system)).toMatchObject({ effect: 'update', fields: ['phoneNumbers'], code: 'CHANGED_IN_CRM' });
    await system.syncNow('p1');
    expect(await see(system)).toMatchObject(IN_STEP);
    expect((await compare(system)).hash).not.toBe(before.hash);
  });

  it('shows what was changed in Quo, which a sync now undoes although the CRM has not changed', async () => {
    const system = await openSynced();
    const [contact] = await system.run(system.contacts.listByExternalIds(['p1']));
    const other = { externalId: 'p1', defaultFields: { firstName: 'Anna', phoneNumbers: [{ name: 'Work', value: HOME }], emails: [] } };
    await system.run(system.contacts.update(contact?.id ?? '', other));
    expect(await see(system)).toMatchObject({ effect: 'update', fields: ['firstName'], code: 'CHANGED_IN_QUO' });
    await system.syncNow('p1');
    expect(await see(system)).toMatchObject(IN_STEP);
  });

  it('says that the contact was deleted in Quo, which a sync now makes anew', async () => {
    const system = await openSynced();
    await system.run(system.contacts.deleteByExternalId('p1'));
    expect(await see(system)).toMatchObject({ sides: 'found gone', effect: 'create', code: 'DELETED_IN_QUO' });
    await system.syncNow('p1');
    expect(await see(system)).toMatchObject(IN_STEP);
  });

  it('takes a contact of another source for none of this person', async () => {
    const system = createPeopleSystem({ people: [ana()] });
    const defaultFields = { firstName: 'Ana Sol', phoneNumbers: [{ name: 'Work', value: HOME }], emails: [] };
    await system.run(system.contacts.create({ externalId: 'p1', source: 'another', defaultFields }));
    expect(await see(system)).toMatchObject({ sides: 'found gone', effect: 'create', code: 'NEVER_WRITTEN' });
  });

  it('counts events that wait', async () => {
    const system = await openSynced();
    system.crm.put(ana({ phone: WORK }));
    await system.people.syncNow(P1);
    expect(await see(system)).toMatchObject({ effect: 'update', code: 'EVENT_WAITS' });
  });

  it('says why a person cannot be written, without a word of the person', async () => {
    const system = createPeopleSystem({ people: [ana({ name: 'broken' })] });
    expect(await see(system)).toMatchObject({ sides: 'unusable gone', effect: 'none', code: 'UNUSABLE' });
    expect(system.log.join('')).not.toMatch(/Ana|broken|4155550101/);
  });
});

describe('a side that fails alone', () => {
  it('is Quo, which names when it is called again', async () => {
    const system = await openSynced();
    system.intercept = () => Response.json({ message: 'slow down' }, { status: 429, headers: { 'retry-after': '120' } });
    const { crm, quo, fields, effect, reason } = await compare(system);
    expect(crm.state).toBe('found');
    expect(quo).toMatchObject({ state: 'failed', code: 'API_RATE_LIMITED' });
    const waitsMs = Date.parse('retryAt' in quo ? (quo.retryAt ?? '') : '') - system.clock.now();
    expect(waitsMs).toBeGreaterThan(100_000);
    expect(effect.kind).toBe('unknown');
    expect(reason.code).toBe('QUO_NOT_READ');
    expect(fields.find(({ field }) => field === 'phoneNumbers')).toMatchObject({
      crm: [{ value: HOME }],
      quo: undefined,
      isEqual: undefined,
    });
  });

  it('is Quo, which refuses the key', async () => {
    const system = await openSynced();
    system.intercept = () => Response.json({ message: 'no' }, { status: 401 });
    expect((await compare(system)).quo).toMatchObject({ state: 'failed', code: 'API_UNAUTHORIZED' });
  });

  it('is the CRM, which does not respond in time, while Quo is shown', async () => {
    const system = await openSynced();
    system.crm.afterRead = async () => new Promise(() => {});
    const startedMs = system.clock.now();
    const { crm, quo, fields, reason } = await compare(system);
    expect(system.clock.now() - startedMs).toBe(8000);
    expect(crm).toMatchObject({ state: 'failed', code: 'TIMED_OUT' });
    expect(quo.state).toBe('found');
    expect(reason.code).toBe('CRM_NOT_READ');
    expect(fields.find(({ field }) => field === 'firstName')).toMatchObject({ crm: undefined, quo: [{ value: 'Ana Sol' }] });
  });

  it('is the CRM, whose unknown error may quote a person', async () => {
    const system = await openSynced();
    system.crm.afterRead = () => {
      throw new TypeError('Ana Sol is odd');
    };
    const { crm } = await compare(system);
    expect(crm).toMatchObject({ state: 'failed', code: 'UNEXPECTED_ERROR' });
    expect(JSON.stringify(crm)).not.toContain('Ana');
  });

  it('is no side at all when the caller gives up', async () => {
    const system = await openSynced();
    system.crm.afterRead = async () => new Promise(() => {});
    const giving = new AbortController();
    const comparing = system.people.compare(P1, { signal: giving.signal });
    giving.abort(new Error('enough'));
    await expect(comparing).rejects.toThrow('enough');
  });
});

describe('a person who is gone', () => {
  it.each([
    ['keep', 'none'],
    ['delete', 'delete'],
  ] as const)('has a contact that the policy %s treats so', async (deletionPolicy, effect) => {
    const system = await openSynced({ config: { syncConfig: { deletionPolicy } } });
    system.crm.remove('p1');
    expect(await see(system)).toMatchObject({ sides: 'gone found', effect, code: 'GONE_IN_CRM' });
    system.crm.put(ana({ deleted: true }));
    expect((await compare(system)).reason.message).toContain('lists the person as deleted');
  });

  it('is on neither side', async () => {
    expect(await see(createPeopleSystem())).toMatchObject({ sides: 'gone gone', effect: 'none', code: 'GONE' });
  });
});

it('refuses to compare where the integration cannot be loaded', async () => {
  const { people } = createPeopleSystem();
  await expect(people.compare({ ...P1, integrationId: 'i2' })).rejects.toMatchObject({ code: 'UNKNOWN_INTEGRATION' });
});

describe('looking a person up', () => {
  it('finds those of a name or an address in the CRM, also who was never written', async () => {
    const system = await openSynced();
    system.crm.put(ana({ id: 'p2', name: 'Ana Ruiz', phone: WORK }));
    for (const by of [{ name: 'Ana' }, { email: 'Ana' }]) {
      const { people, hasMore } = await system.people.lookup(INTEGRATION, by);
      expect(hasMore).toBe(false);
      expect(people).toMatchObject([
        { externalId: 'p1', name: 'Ana Sol', decision: { code: 'SYNCED' } },
        { externalId: 'p2', name: 'Ana Ruiz', mapping: undefined, decision: { code: 'UNKNOWN' } },
      ]);
    }
  });

  it('shows 20 of them, and that there are more', async () => {
    const people = Array.from({ length: 30 }, (_, index) => ana({ id: `p${index}` }));
    const found = await createPeopleSystem({ people }).people.lookup(INTEGRATION, { name: 'Ana' });
    expect(found.people).toHaveLength(20);
    expect(found.hasMore).toBe(true);
  });

  it('searches the CRM for a number that was never written, and only for such a one', async () => {
    const system = await openSynced();
    system.crm.put(ana({ id: 'p2', name: 'Bo', phone: WORK }));
    const bo = { objectType: 'Person', externalId: 'p2' };
    system.activities.people = new Map([HOME, WORK].map((phone) => [phone, bo]));
    expect((await system.people.lookup(INTEGRATION, { phone: WORK })).people).toMatchObject([{ externalId: 'p2', name: 'Bo' }]);
    expect((await system.people.lookup(INTEGRATION, { phone: HOME })).people).toMatchObject([{ externalId: 'p1', name: undefined }]);
  });

  it('asks the CRM for an id under which no one was written, of a type that is synced', async () => {
    const system = await openSynced();
    system.crm.put(ana({ id: 'p2', name: 'Bo', phone: WORK }));
    const find = async (by: { crmId: string; objectType?: string }) => (await system.people.lookup(INTEGRATION, by)).people;
    expect(await find({ crmId: 'p2' })).toMatchObject([{ externalId: 'p2', name: 'Bo', mapping: undefined }]);
    expect(await find({ crmId: 'p2', objectType: 'Person' })).toMatchObject([{ externalId: 'p2', name: 'Bo' }]);
    expect(await find({ crmId: 'p1' })).toMatchObject([{ externalId: 'p1', name: undefined, decision: { code: 'SYNCED' } }]);
    expect(await find({ crmId: 'p2', objectType: 'Lead' })).toEqual([]);
    expect(await find({ crmId: 'p3' })).toEqual([]);
  });

  it('says clearly that a CRM cannot be searched so', async () => {
    const { people } = createPeopleSystem({ isSearchable: false });
    await expect(people.lookup(INTEGRATION, { name: 'Ana' })).rejects.toMatchObject({
      code: 'SEARCH_UNSUPPORTED',
      message: 'This CRM (fake) cannot be searched by name: look the person up by phone number or by id',
    });
    await expect(people.lookup(INTEGRATION, { email: 'ana@acme.test' })).rejects.toMatchObject({ code: 'SEARCH_UNSUPPORTED' });
  });

  it('keeps nothing of the name or the address', async () => {
    const system = await openSynced();
    await system.people.lookup(INTEGRATION, { name: 'Ana' });
    const stored = await system.mappings.findMany({ integrationId: 'i1', objectType: 'Person', externalIds: ['p1'] });
    expect(JSON.stringify(stored) + system.log.join('')).not.toContain('Ana');
  });
});
