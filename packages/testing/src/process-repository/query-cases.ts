import { toProcessId, type Process, type ProcessQuery, type ProcessRepository } from '@frigg-crm/core';
import { expect } from 'vitest';
import { aProcess } from '../process/a-process.ts';
import type { ContractCase } from './contract-case.ts';
import { expectCode } from './expect-code.ts';

const at = (minute: number): string => `2026-01-05T10:${String(minute).padStart(2, '0')}:00.000Z`;

/** In the order of their creation; of those created at the same time, in the order of their ids. */
const STORED: readonly Process[] = [
  aProcess({
    id: toProcessId('p1'),
    createdAt: at(1),
    integrationId: 'i1',
    type: 'CRM_SYNC',
    name: 'sync',
    state: 'COMPLETED',
    endedAt: at(9),
  }),
  aProcess({ id: toProcessId('p2'), createdAt: at(2), integrationId: 'i1', type: 'CRM_SYNC', name: 'sync', state: 'PROCESSING_BATCHES' }),
  aProcess({
    id: toProcessId('p3'),
    createdAt: at(3),
    integrationId: 'i2',
    type: 'EXPORT',
    name: 'sync',
    state: 'RUNNING',
    parentProcessId: toProcessId('p1'),
  }),
  aProcess({
    id: toProcessId('p4'),
    createdAt: at(4),
    integrationId: 'i2',
    type: 'CRM_SYNC',
    name: 'Sync',
    state: 'ERROR',
    endedAt: at(9),
  }),
  aProcess({
    id: toProcessId('B5'),
    createdAt: at(5),
    integrationId: 'i1',
    type: 'EXPORT',
    name: 'export',
    state: 'RUNNING',
    parentProcessId: toProcessId('p1'),
  }),
  aProcess({
    id: toProcessId('_5'),
    createdAt: at(5),
    integrationId: 'i1',
    type: 'EXPORT',
    name: 'export',
    state: 'CANCELLED',
    endedAt: at(9),
  }),
  aProcess({ id: toProcessId('a5'), createdAt: at(5), integrationId: 'i3', type: 'CRM_SYNC', name: 'export', state: 'INITIALIZING' }),
];

/** Stores them in an order that says nothing. */
async function store(repository: ProcessRepository): Promise<void> {
  for (const index of [4, 1, 6, 0, 3, 5, 2]) {
    const process = STORED[index];
    if (process !== undefined) await repository.create(process);
  }
}

const QUERIES: readonly { readonly query: ProcessQuery; readonly found: readonly string[] }[] = [
  { query: {}, found: ['a5', '_5', 'B5', 'p4', 'p3', 'p2', 'p1'] },
  { query: { integrationId: 'i1' }, found: ['_5', 'B5', 'p2', 'p1'] },
  { query: { type: 'CRM_SYNC' }, found: ['a5', 'p4', 'p2', 'p1'] },
  { query: { name: 'sync' }, found: ['p3', 'p2', 'p1'] },
  { query: { state: 'RUNNING' }, found: ['B5', 'p3'] },
  { query: { parentProcessId: 'p1' }, found: ['B5', 'p3'] },
  { query: { active: true }, found: ['a5', 'B5', 'p3', 'p2'] },
  { query: { active: false }, found: ['_5', 'p4', 'p1'] },
  { query: { integrationId: 'i1', type: 'CRM_SYNC' }, found: ['p2', 'p1'] },
  { query: { integrationId: 'i1', type: 'CRM_SYNC', active: true }, found: ['p2'] },
  { query: { integrationId: 'i1', name: 'export', state: 'RUNNING', type: 'EXPORT', parentProcessId: 'p1', active: true }, found: ['B5'] },
  { query: { parentProcessId: 'p1', active: false }, found: [] },
  { query: { integrationId: 'i3', state: 'RUNNING' }, found: [] },
  { query: { integrationId: undefined, state: undefined, active: undefined, limit: undefined, type: 'EXPORT' }, found: ['_5', 'B5', 'p3'] },
  { query: { integrationId: "i1' OR 'a'='a" }, found: [] },
  { query: { limit: 3 }, found: ['a5', '_5', 'B5'] },
  { query: { type: 'CRM_SYNC', limit: 1 }, found: ['a5'] },
  { query: { limit: 0 }, found: [] },
];

export const queryCases: readonly ContractCase[] = [
  ...QUERIES.map(({ query, found }): ContractCase => ({
    title: `B60, B61: finds the newest first by ${JSON.stringify(query)}`,
    run: async ({ repository }) => {
      await store(repository);
      expect((await repository.find(query)).map(({ id }) => id)).toEqual(found);
    },
  })),
  {
    title: 'finds whole processes',
    run: async ({ repository }) => {
      await store(repository);
      expect(await repository.find({})).toStrictEqual(STORED.toReversed());
    },
  },
  {
    title: 'finds by what was saved last, not by what was created',
    run: async ({ repository }) => {
      const process = aProcess({ state: 'RUNNING' });
      await repository.create(process);
      await repository.save({ ...process, state: 'COMPLETED', integrationId: 'moved', endedAt: at(30) });
      expect(await repository.find({ state: 'RUNNING' })).toEqual([]);
      expect(await repository.find({ active: true })).toEqual([]);
      expect(await repository.find({ integrationId: 'moved', active: false, state: 'COMPLETED' })).toHaveLength(1);
    },
  },
  {
    title: 'returns a hundred processes when no limit is given',
    run: async ({ repository }) => {
      await Promise.all(Array.from({ length: 105 }, async (_, index) => repository.create(aProcess({ id: toProcessId(`p${index}`) }))));
      expect(await repository.find({})).toHaveLength(100);
      expect(await repository.find({ limit: 200 })).toHaveLength(105);
    },
  },
  {
    title: 'refuses a limit that is not a whole number from 0 on',
    run: async ({ repository }) => {
      for (const limit of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
        await expectCode(repository.find({ limit }), 'INVALID_PROCESS_DATA');
    },
  },
];
