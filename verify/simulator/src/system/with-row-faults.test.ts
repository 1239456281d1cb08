import { StorageError, toProcessId, type Process } from '@frigg-crm/core';
import { createMemoryDocumentStore, createMemoryProcessRepository } from '@frigg-crm/memory';
import { Simulation, aProcess, describeProcessRepository, type FaultKind, type FaultShares } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { countShared, noSharedCalls } from './shared-calls.ts';
import { watchProcesses } from './watch-processes.ts';
import { withPartialInserts, withRowFaults } from './with-row-faults.ts';

const named = (id: string): Process => aProcess({ id: toProcessId(id) });

/** The processes of a world of syncs, as a program has them. */
function aRepository(faults: FaultShares = {}) {
  const simulation = new Simulation({ seed: 1, faults });
  const stored: string[] = [];
  let crashes = 0;
  const machine = { crash: () => void (crashes += 1) };
  const watched = watchProcesses(createMemoryProcessRepository(), ({ id, version }) => void stored.push(`${id}@${version}`));
  return { repository: withRowFaults(watched, { simulation, machine }), stored, crashes: () => crashes };
}

describeProcessRepository('of a world of syncs', { make: () => aRepository().repository });

it.each<[FaultKind, string, readonly string[]]>([
  ['rowLocked', 'untouched', []],
  ['rowRefused', 'failed', []],
  ['rowUnknown', 'failed', ['a@1', 'b@1']],
])('lets each process of a shared save meet its own fate: %s', async (kind, outcome, stored) => {
  const system = aRepository({ [kind]: 1 });
  await Promise.all(['a', 'b'].map(async (id) => system.repository.create(named(id))));
  const outcomes = await system.repository.saveMany?.(['a', 'b'].map(named));
  expect(outcomes?.map((each) => each.kind)).toEqual([outcome, outcome]);
  expect(system.stored.slice(2)).toEqual(stored);
  expect(await system.repository.save(aProcess({ id: toProcessId('a'), version: stored.length / 2 }))).toMatchObject({ id: 'a' });
});

it('stops a shared save and a shared insert half-way', async () => {
  const system = aRepository({ savePartial: 1, crash: 0 });
  await Promise.all(['a', 'b', 'c'].map(async (id) => system.repository.create(named(id))));
  await expect(system.repository.saveMany?.(['a', 'b', 'c'].map(named))).rejects.toThrow(StorageError);
  expect([1, 2]).toContain(system.stored.length - 3);
  expect([0, 1]).toContain(system.crashes());
  const simulation = new Simulation({ seed: 1, faults: { savePartial: 1 } });
  const documents = withPartialInserts(createMemoryDocumentStore(), { simulation, machine: { crash() {} } });
  const aDocument = (id: string) => ({
    collection: 'c',
    integrationId: 'i',
    id,
    value: {},
    tags: [],
    dueAt: null,
    expiresAt: null,
    version: 0,
  });
  await expect(documents.insert(['a', 'b', 'c'].map(aDocument))).rejects.toThrow(StorageError);
  expect([1, 2]).toContain((await documents.query({ collection: 'c', limit: 9 })).length);
  expect(await documents.insert([aDocument('d')])).toHaveLength(1);
});

it('counts calls for several callers', async () => {
  const counts = noSharedCalls();
  const repository = countShared(aRepository().repository, counts, { saveMany: 'saves', findMany: 'loads' });
  await Promise.all(['a', 'b'].map(async (id) => repository.create(named(id))));
  await repository.saveMany?.([named('a')]);
  await repository.saveMany?.(['a', 'b'].map(named));
  await repository.findMany?.(['a', 'b'].map(toProcessId));
  await repository.findById(toProcessId('a'));
  expect(counts).toEqual({ saves: 1, loads: 1, finds: 0, inserts: 0 });
});
