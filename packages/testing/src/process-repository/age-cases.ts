import { toProcessId, type Process, type ProcessQuery, type ProcessRepository } from '@frigg-crm/core';
import { expect } from 'vitest';
import { aProcess } from '../process/a-process.ts';
import type { ContractCase } from './contract-case.ts';
import { expectCode } from './expect-code.ts';

const at = (minute: number): string => `2026-01-05T10:${String(minute).padStart(2, '0')}:00.000Z`;

/** `createdAt`, `updatedAt` and `endedAt` go different ways, so that none can stand for another. */
const STORED: readonly Process[] = [
  aProcess({ id: toProcessId('silent'), createdAt: at(1), updatedAt: at(10), type: 'CRM_SYNC' }),
  aProcess({ id: toProcessId('busy'), createdAt: at(2), updatedAt: at(30), type: 'CRM_SYNC' }),
  aProcess({ id: toProcessId('over'), createdAt: at(3), updatedAt: at(20), endedAt: at(15), type: 'CRM_SYNC' }),
  aProcess({ id: toProcessId('long over'), createdAt: at(4), updatedAt: at(40), endedAt: at(5), type: 'EXPORT' }),
  aProcess({ id: toProcessId('quiet'), createdAt: at(5), updatedAt: at(15), type: 'EXPORT' }),
];

async function store(repository: ProcessRepository): Promise<void> {
  for (const process of STORED) await repository.create(process);
}

const QUERIES: readonly { readonly query: ProcessQuery; readonly found: readonly string[] }[] = [
  { query: { updatedBefore: at(10) }, found: [] },
  { query: { updatedBefore: '2026-01-05T10:10:00.001Z' }, found: ['silent'] },
  { query: { updatedBefore: '2026-01-05T12:10:00.001+02:00' }, found: ['silent'] },
  { query: { updatedBefore: at(30) }, found: ['quiet', 'over', 'silent'] },
  { query: { updatedBefore: at(30), active: true }, found: ['quiet', 'silent'] },
  { query: { updatedBefore: at(30), active: true, limit: 1 }, found: ['quiet'] },
  { query: { updatedBefore: at(30), active: true, type: 'CRM_SYNC' }, found: ['silent'] },
  { query: { endedBefore: at(5) }, found: [] },
  { query: { endedBefore: '2026-01-05T10:05:00.001Z' }, found: ['long over'] },
  { query: { endedBefore: '2026-01-05T05:05:00.001-05:00' }, found: ['long over'] },
  { query: { endedBefore: at(59) }, found: ['long over', 'over'] },
  { query: { endedBefore: at(59), limit: 1 }, found: ['long over'] },
  { query: { endedBefore: at(59), updatedBefore: at(40), active: false }, found: ['over'] },
  { query: { endedBefore: at(59), active: true }, found: [] },
  { query: { updatedBefore: undefined, endedBefore: undefined, type: 'EXPORT' }, found: ['quiet', 'long over'] },
];

export const ageCases: readonly ContractCase[] = [
  ...QUERIES.map(({ query, found }): ContractCase => ({
    title: `finds the newest first by the age of ${JSON.stringify(query)}`,
    run: async ({ repository }) => {
      await store(repository);
      expect((await repository.find(query)).map(({ id }) => id)).toEqual(found);
    },
  })),
  {
    title: 'finds by the times that were saved last',
    run: async ({ repository }) => {
      await store(repository);
      const [silent] = await repository.find({ updatedBefore: at(11) });
      if (silent === undefined) throw new TypeError('nothing was found');
      await repository.save({ ...silent, updatedAt: at(50) });
      expect(await repository.find({ updatedBefore: at(11) })).toEqual([]);
      await repository.save({ ...silent, version: silent.version + 1, updatedAt: at(51), endedAt: at(51) });
      expect((await repository.find({ endedBefore: at(52), type: 'CRM_SYNC' })).map(({ id }) => id)).toEqual(['over', 'silent']);
    },
  },
  {
    title: 'refuses a moment that is none, or whose zone is missing',
    run: async ({ repository }) => {
      for (const moment of ['', 'yesterday', '2026-01-05T10:00:00', '2026-13-05T10:00:00Z']) {
        await expectCode(repository.find({ updatedBefore: moment }), 'INVALID_PROCESS_DATA');
        await expectCode(repository.find({ endedBefore: moment }), 'INVALID_PROCESS_DATA');
      }
    },
  },
  {
    title: 'returns processes of one moment in the order of the bytes of their ids',
    run: async ({ repository }) => {
      for (const id of ['b', '\uFFFD', 'B', '😀', 'é']) await repository.create(aProcess({ id: toProcessId(id) }));
      expect((await repository.find({})).map(({ id }) => id)).toEqual(['😀', '\uFFFD', 'é', 'b', 'B']);
    },
  },
];
