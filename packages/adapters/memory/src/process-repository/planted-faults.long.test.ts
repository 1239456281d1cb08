import { toProcessId, type Process, type ProcessRepository } from '@frigg-crm/core';
import { processRepositoryCases } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createMemoryProcessRepository } from './memory-process-repository.ts';

type Fault = (inner: ProcessRepository) => Partial<ProcessRepository>;

/** Faults that an adapter may have; each was found in a real one. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'saves whatever the version': (inner) => ({
    save: async (process, options) => inner.save({ ...process, version: (await inner.findById(process.id))?.version ?? -1 }, options),
  }),
  'creates a process that is gone when it is saved': (inner) => ({
    save: async (process, options) => inner.save(process, options).catch(async () => inner.create(process).then(() => process)),
  }),
  'returns the old version': (inner) => ({ save: async (process, options) => inner.save(process, options).then(() => process) }),
  'reads, waits, and then saves': (inner) => ({
    save: async (process, options) => {
      const stored = await inner.findById(process.id);
      await new Promise((resolve) => setImmediate(resolve));
      return inner.save(
        stored?.version === process.version ? { ...process, version: (await inner.findById(process.id))?.version ?? -1 } : process,
        options,
      );
    },
  }),
  'checks the active key before it creates': (inner) => {
    const held: (string | null)[] = [];
    return {
      create: async (process, options) => {
        if (process.activeKey !== null && held.includes(process.activeKey)) return inner.create(process, options);
        await new Promise((resolve) => setImmediate(resolve));
        held.push(process.activeKey);
        return inner.create(process, options).catch(() => {});
      },
    };
  },
  'returns what it stores, not a copy': (inner) => {
    const handedOut = new Map<string, Process | undefined>();
    return {
      findById: async (id, options) => {
        const found = await inner.findById(id, options);
        const known = handedOut.get(id);
        if (known !== undefined && known.version === found?.version) return known;
        handedOut.set(id, found);
        return found;
      },
    };
  },
  'loses milliseconds': (inner) => ({
    create: async (process, options) => inner.create({ ...process, createdAt: process.createdAt.replace(/\d{3}Z$/, '000Z') }, options),
  }),
  'treats an id as a number': (inner) => ({
    findById: async (id, options) => inner.findById(/^\d+/.test(id) ? toProcessId(String(Number.parseInt(id, 10))) : id, options),
  }),
  'returns the oldest first': (inner) => ({ find: async (query, options) => (await inner.find(query, options)).toReversed() }),
  'returns processes of one minute in any order': (inner) => ({
    find: async (query, options) =>
      (await inner.find(query, options)).toSorted((a, b) => b.createdAt.localeCompare(a.createdAt) || a.id.localeCompare(b.id)),
  }),
  'knows no default limit': (inner) => ({ find: async (query, options) => inner.find({ ...query, limit: query.limit ?? 1000 }, options) }),
  'ignores a condition': (inner) => ({ find: async (query, options) => inner.find({ ...query, parentProcessId: undefined }, options) }),
  'finds by ids in its own order': (inner) => ({ findByIds: async (ids, options) => inner.findByIds(ids.toSorted(), options) }),
  'cannot delete what is gone': (inner) => ({
    deleteById: async (id, options) => {
      if ((await inner.findById(id, options)) === undefined) throw new Error('not found');
      await inner.deleteById(id, options);
    },
  }),
  'ignores the signal': (inner) => ({ save: async (process) => inner.save(process) }),
  'replaces text that it cannot hold': (inner) => ({
    create: async (process, options) =>
      inner.create(JSON.parse(JSON.stringify(process).replaceAll(String.raw`\u0000`, '')) as Process, options),
  }),
};

/** @returns the promises of the contract that the repository breaks. */
async function brokenPromises(fault: Fault): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const { title, run } of processRepositoryCases) {
    const inner = createMemoryProcessRepository();
    const repository = { ...inner, ...fault(inner) };
    await run({ repository, open: () => repository }).catch(() => broken.push(title));
  }
  return broken;
}

describe('the contract of the process repository', () => {
  it.each(Object.entries(FAULTS))('catches a repository that %s', async (_, fault) => {
    expect(await brokenPromises(fault)).not.toEqual([]);
  });

  it('finds no fault in one that has none', async () => {
    expect(await brokenPromises(() => ({}))).toEqual([]);
  });
});
