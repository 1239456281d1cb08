import { StorageError, readProgress, type Process, type ProcessErrorEntry } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import type { FakePerson } from '../test-support/fake-crm.ts';
import { createSyncSystem, type SyncSystem } from '../test-support/sync-system.ts';
import { untilQuiet } from '../test-support/until-quiet.ts';

const [OFFICE, HOME, MOBILE] = ['+14155550100', '+14155550199', '+14155550142'];
const PERSON_OBJECT_TYPES = ['Lead', 'Contact'].map((crmObjectName) => ({ crmObjectName, quoContactType: 'contact' }));

interface System extends SyncSystem {
  /** The questions after numbers that were asked. */
  readonly asked: (readonly string[])[];
  /** Numbers that Quo says a contact has, in place of the one of the CRM. */
  readonly numbers: Map<string, readonly string[]>;
}

/** A system with two object types, of which leads come first. */
function createSystem(): System {
  const base = createSyncSystem();
  const system: System = { ...base, asked: [], numbers: new Map() };
  const find = system.mappings.findByPhones;
  system.mappings.findByPhones = async (request) => {
    system.asked.push(request.phoneNumbers);
    return find(request);
  };
  system.quo.answer = ({ externalId }) => {
    const phoneNumbers = system.numbers.get(externalId);
    return phoneNumbers && { kind: 'updated', externalId, contactId: `quo-${externalId}`, phoneNumbers };
  };
  return system;
}

/** Syncs people of one object type. @returns the process. */
async function sync(system: SyncSystem, objectType: string, people: readonly FakePerson[]): Promise<Process> {
  for (const one of people) system.crm.put(one);
  const machine = system.boot();
  Object.assign(machine.integration.config, { personObjectTypes: PERSON_OBJECT_TYPES });
  const ids = people.map(({ id }) => id ?? '');
  const { processIds } = await machine.engine.syncOrchestrator.handleWebhook({ integration: machine.integration, ids, objectType });
  await untilQuiet(system, machine);
  return system.find(processIds[0] ?? '');
}

const person = (id: string, phone: string, name = 'Ana Sol'): FakePerson => ({ id, name, phone });
const errorsOf = (process: Process): readonly ProcessErrorEntry[] => readProgress(process).errors;
const note = (externalId: string, owner: string): ProcessErrorEntry => ({
  externalId,
  unit: 0,
  code: 'PHONE_NUMBER_SHARED',
  message: `Others have a phone number of this person too; it counts as that of ${owner}`,
});

it.each([
  { first: 'Lead', second: 'Contact', noted: 'a1' },
  { first: 'Contact', second: 'Lead', noted: 'z9' },
])('names the same owner when a $first is synced before a $second with the same number', async ({ first, second, noted }) => {
  const system = createSystem();
  const people = new Map([
    ['Lead', person('z9', OFFICE)],
    ['Contact', person('a1', OFFICE)],
  ]);
  const processes: Process[] = [];
  for (const objectType of [first, second]) processes.push(await sync(system, objectType, [people.get(objectType) ?? person('', '')]));
  expect(processes.map(({ state }) => state)).toEqual(['COMPLETED', 'COMPLETED']);
  expect(processes.map(errorsOf)).toEqual([[], [note(noted, 'Lead z9')]]);
});

it('notes each person of a page who shares a number, the owner as well, and counts them all as synced', async () => {
  const system = createSystem();
  await sync(system, 'Contact', [person('c1', OFFICE)]);
  const process = await sync(system, 'Lead', [person('😀', OFFICE), person('\uFFFD', OFFICE), person('l3', HOME)]);
  expect(errorsOf(process)).toEqual([note('😀', 'Lead \uFFFD'), note('\uFFFD', 'Lead \uFFFD')]);
  expect(readProgress(process)).toMatchObject({ processedRecords: 3, totalSynced: 3, totalFailed: 0, totalSkipped: 0 });
  expect(system.quo.stored.size).toBe(4);
  expect(system.asked).toEqual([[OFFICE], [OFFICE, HOME]]);
  expect(JSON.stringify(errorsOf(process))).not.toMatch(/Ana|415555/);
});

it('notes a person once who shares several numbers, and names the owner of each', async () => {
  const system = createSystem();
  system.numbers.set('c2', [OFFICE, HOME, MOBILE]);
  await sync(system, 'Contact', [person('c1', OFFICE), person('c3', HOME)]);
  const process = await sync(system, 'Contact', [person('c2', OFFICE)]);
  const message = 'Others have phone numbers of this person too; they count as those of Contact c1, Contact c2';
  expect(errorsOf(process)).toEqual([{ ...note('c2', ''), message }]);
});

it('finds nothing shared where one person has a number twice, or where two object types write one contact', async () => {
  const system = createSystem();
  system.numbers.set('p1', [OFFICE, HOME, OFFICE]);
  const processes = [await sync(system, 'Contact', [person('p1', OFFICE)]), await sync(system, 'Lead', [person('p1', OFFICE, 'Ana')])];
  expect(system.asked).toEqual([
    [OFFICE, HOME],
    [OFFICE, HOME],
  ]);
  expect(processes.flatMap(errorsOf)).toEqual([]);
});

it('does not look at another integration', async () => {
  const system = createSystem();
  const scope = { integrationId: 'i2', objectType: 'Lead', claimId: 'a' };
  await system.mappings.confirmWrites({
    ...scope,
    people: [{ externalId: 'p1', contentHash: 'h', quoContactId: 'q1', phoneNumbers: [OFFICE] }],
  });
  expect(errorsOf(await sync(system, 'Lead', [person('p2', OFFICE)]))).toEqual([]);
});

it('asks nothing about people who are unchanged, who could not be written, or who have no number', async () => {
  const system = createSystem();
  const people = [person('p1', OFFICE), person('p2', OFFICE)];
  expect(errorsOf(await sync(system, 'Lead', people))).toHaveLength(2);
  expect(system.asked).toHaveLength(1);
  const again = await sync(system, 'Lead', people);
  expect([readProgress(again).totalSynced, errorsOf(again)]).toEqual([2, []]);
  await sync(system, 'Lead', [person('p3', OFFICE, 'broken')]);
  system.numbers.set('p4', []);
  await sync(system, 'Lead', [person('p4', OFFICE)]);
  expect(system.asked).toHaveLength(1);
});

it('carries what it noted over the retries of others on the page, in front of what failed', async () => {
  const system = createSystem();
  await sync(system, 'Contact', [person('c1', OFFICE)]);
  const { answer } = system.quo;
  let isAway = true;
  system.quo.answer = (contact) => {
    const { externalId } = contact;
    if (externalId === 'refused') return { kind: 'refused', externalId, code: '0801400', message: 'Quo refuses it' };
    if (externalId !== 'late' || !isAway) return answer(contact);
    isAway = false;
    return { kind: 'unavailable', externalId, error: new Error('503') as never };
  };
  const process = await sync(system, 'Lead', [person('refused', OFFICE), person('early', OFFICE), person('late', OFFICE)]);
  expect(readProgress(process)).toMatchObject({ processedRecords: 3, totalSynced: 2, totalFailed: 1 });
  expect(errorsOf(process)).toEqual([
    note('late', 'Lead early'),
    note('early', 'Lead early'),
    { externalId: 'refused', code: '0801400', message: 'Quo refuses it' },
  ]);
});

it('counts each person as synced when the mapping cannot be queried', async () => {
  const system = createSystem();
  await sync(system, 'Contact', [person('c1', OFFICE)]);
  system.mappings.findByPhones = async () => Promise.reject(new StorageError('the store was away'));
  const process = await sync(system, 'Lead', [person('l1', OFFICE)]);
  expect(process.state).toBe('COMPLETED');
  expect(readProgress(process)).toMatchObject({ totalSynced: 1, totalFailed: 0, errors: [] });
  expect(system.quo.sent.get('l1')).toBe(1);
});

it('looks at the numbers of the newest version where that had to be fetched again', async () => {
  const system = createSystem();
  await sync(system, 'Contact', [person('c1', HOME)]);
  const scope = { integrationId: 'i1', objectType: 'Lead' };
  const updatedAt = toIso(TEST_START_MS);
  // Another worker has begun to write a newer version, and crashed.
  const begun = [{ externalId: 'l1', contentHash: 'h', sourceModifiedAt: toIso(TEST_START_MS + 1) }];
  await system.mappings.beginWrites({ ...scope, claimId: 'dead', people: begun, claimTtlMs: 1 });
  let reads = 0;
  system.crm.afterRead = () => {
    if ((reads += 1) === 1) system.crm.put({ ...person('l1', HOME), updatedAt: toIso(TEST_START_MS + 1) });
  };
  const process = await sync(system, 'Lead', [{ ...person('l1', OFFICE), updatedAt }]);
  expect(system.asked).toEqual([[HOME], [HOME]]);
  expect(errorsOf(process)).toEqual([note('l1', 'Lead l1')]);
});
