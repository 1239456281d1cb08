import { setTimeout as sleep } from 'node:timers/promises';
import { withFindMany, withSaveMany, type Process, type ProcessId, type ProcessRepository } from '@frigg-crm/core';
import { createSeededRandom } from '@frigg-crm/core/adapter';

import type { QuoContacts } from '@frigg-crm/quo';

/** @returns a wait of half to one and a half times `ms`; the sequence of waits is the same each time. */
export function createWait(ms: number, seed = 1): () => Promise<void> {
  const random = createSeededRandom(seed);
  return async () => sleep(ms * (0.5 + random()));
}

/** Makes a repository respond as late as one behind a network does. */
export function withLatency(repository: ProcessRepository, wait: () => Promise<void>): ProcessRepository {
  const late =
    <Arguments extends readonly unknown[], Result>(call: (...args: Arguments) => Promise<Result>) =>
    async (...args: Arguments): Promise<Result> => {
      await wait();
      return call(...args);
    };
  const slow: ProcessRepository = {
    create: late(repository.create),
    findById: late(repository.findById),
    findByIds: late(repository.findByIds),
    find: late(repository.find),
    save: late(repository.save),
    deleteById: late(repository.deleteById),
  };
  if (repository.findMany !== undefined) withFindMany(slow, late(repository.findMany));
  return repository.saveMany === undefined ? slow : withSaveMany(slow, late(repository.saveMany));
}

/** A Quo that takes every contact, after a while, and knows how many there were. */
export function createSlowContacts(wait: () => Promise<void>): { readonly contacts: QuoContacts; readonly written: () => number } {
  const externalIds = new Set<string>();
  const unused = async (): Promise<never> => Promise.reject(new Error('The bench only upserts'));
  return {
    written: () => externalIds.size,
    contacts: {
      async upsertMany(wanted) {
        await wait();
        for (const { externalId } of wanted) externalIds.add(externalId);
        return wanted.map(({ externalId }) => ({ kind: 'created', externalId, contactId: externalId, phoneNumbers: [] }));
      },
      listByExternalIds: async () => [],
      create: unused,
      update: unused,
      deleteByExternalId: unused,
      delete: unused,
    },
  };
}

/** Writes fields of a process, whatever another writer has stored in the meantime. */
export type Overwrite = (id: ProcessId, fields: Partial<Process>) => Promise<void>;

/** What `UPDATE … WHERE id` does, and our repositories do not offer. */
export function createOverwrite(repository: ProcessRepository, wait: () => Promise<void>): Overwrite {
  return async (id, fields) => {
    await wait();
    for (;;) {
      const stored = await repository.findById(id);
      if (stored === undefined) throw new Error('There is no process to write to');
      try {
        await repository.save({ ...stored, ...fields });
        return;
      } catch {
        // Another worker was faster: the naive way does not care.
      }
    }
  };
}
