import { eachProcess, toProcessId, type Process, type ProcessQuery, type ProcessRepository } from '@frigg-crm/core';
import { EMPTY_LEDGER, placeOf } from '@frigg-crm/core/adapter';
import { expect } from 'vitest';
import { aProcess } from '../process/a-process.ts';
import type { ContractCase } from './contract-case.ts';
import { expectCode } from './expect-code.ts';

const at = (minute: number): string => `2026-01-05T10:${String(minute).padStart(2, '0')}:00.000Z`;

function stored(id: string, minutes: { readonly created: number; readonly updated: number }, more: Partial<Process> = {}): Process {
  return aProcess({ id: toProcessId(id), createdAt: at(minutes.created), updatedAt: at(minutes.updated), ...more });
}

const pausedUntil = (until: string | undefined): Partial<Process> => ({
  state: 'PAUSED',
  ledger: {
    ...EMPTY_LEDGER,
    paused: { from: 'RUNNING', reason: { code: 'RATE_LIMITED', message: 'a limit', ...(until === undefined ? {} : { until }) } },
  },
});
const outbox = [{ kind: 'message', id: 'm', event: 'E', data: {} }] as const;

/** Created, changed and due in three different orders. */
const STORED: readonly Process[] = [
  stored('running', { created: 1, updated: 5 }, { state: 'RUNNING' }),
  stored('tomorrow', { created: 2, updated: 4 }, pausedUntil('2026-01-06T10:00:00.000Z')),
  stored('over', { created: 3, updated: 9 }, pausedUntil(at(30))),
  stored('long over', { created: 4, updated: 8 }, pausedUntil(at(10))),
  stored('for an operator', { created: 5, updated: 7 }, pausedUntil(undefined)),
  stored('unsent', { created: 6, updated: 20 }, { state: 'COMPLETED', endedAt: at(20), ledger: { ...EMPTY_LEDGER, outbox } }),
  stored('requested', { created: 7, updated: 25 }, { state: 'RUNNING', context: { requeue: true } }),
  stored('ended', { created: 8, updated: 6 }, { state: 'COMPLETED', endedAt: at(6) }),
];

async function store(repository: ProcessRepository): Promise<void> {
  for (const process of STORED) await repository.create(process);
}

async function idsOf(repository: ProcessRepository, query: ProcessQuery): Promise<readonly string[]> {
  return (await repository.find(query)).map(({ id }) => id);
}

const OLDEST = { order: 'oldest-first' } as const;

const QUERIES: readonly { readonly query: ProcessQuery; readonly found: readonly string[] }[] = [
  { query: { ...OLDEST, dueBefore: at(30) }, found: ['long over', 'unsent', 'requested', 'over'] },
  { query: { ...OLDEST, dueBefore: at(29) }, found: ['long over', 'unsent', 'requested'] },
  { query: { ...OLDEST, dueBefore: '2026-01-05T12:30:00+02:00', state: 'PAUSED' }, found: ['long over', 'over'] },
  { query: { ...OLDEST, dueBefore: at(30), active: true, limit: 2 }, found: ['long over', 'requested'] },
  { query: { dueBefore: at(30) }, found: ['requested', 'unsent', 'long over', 'over'] },
  { query: { ...OLDEST, dueBefore: at(9) }, found: [] },
  { query: { ...OLDEST, active: true, updatedBefore: at(9) }, found: ['tomorrow', 'running', 'for an operator', 'long over'] },
  { query: { ...OLDEST, states: ['RUNNING', 'COMPLETED'] }, found: ['running', 'ended', 'unsent', 'requested'] },
  { query: { states: ['RUNNING', 'COMPLETED'] }, found: ['ended', 'requested', 'unsent', 'running'] },
  { query: { states: [] }, found: [] },
  { query: { order: 'newest-first', limit: 2, after: { at: at(7), id: 'requested' } }, found: ['unsent', 'for an operator'] },
  { query: { ...OLDEST, limit: 2, after: { at: at(5), id: 'running' } }, found: ['ended', 'for an operator'] },
];

export const orderCases: readonly ContractCase[] = [
  ...QUERIES.map(({ query, found }): ContractCase => ({
    title: `F7: finds by ${JSON.stringify(query)}`,
    run: async ({ repository }) => {
      await store(repository);
      expect(await idsOf(repository, query)).toEqual(found);
    },
  })),
  {
    title: 'F7: clears when a process was due as soon as it is saved without a reason',
    run: async ({ repository }) => {
      await store(repository);
      const [due] = await repository.find({ ...OLDEST, dueBefore: at(30), limit: 1 });
      if (due === undefined) throw new TypeError('nothing was found');
      await repository.save({ ...due, state: 'RUNNING', ledger: EMPTY_LEDGER });
      expect(await idsOf(repository, { ...OLDEST, dueBefore: at(30) })).toEqual(['unsent', 'requested', 'over']);
    },
  },
  {
    title: 'F7: lets a caller walk over all that are found, whatever the order, each once, those of one moment by the bytes of their ids',
    run: async ({ repository }) => {
      const ids = ['a', 'b', 'B', 'é', '\uFFFD', '😀', 'c'];
      for (const id of ids) await repository.create(stored(id, { created: 1, updated: 1 }, pausedUntil(at(2))));
      const ascending = ['B', 'a', 'b', 'c', 'é', '\uFFFD', '😀'];
      for (const query of [OLDEST, { ...OLDEST, dueBefore: at(3) }, {}]) {
        for (const limit of [1, 2, 7, 100]) {
          const walked: string[] = [];
          for await (const { id } of eachProcess(repository, { ...query, limit })) {
            walked.push(id);
            // A store that never comes to the end would keep the test waiting.
            if (walked.length > ids.length) break;
          }
          expect(walked).toEqual('order' in query ? ascending : ascending.toReversed());
        }
      }
    },
  },
  {
    title: 'F7: goes on behind a place whose process is gone',
    run: async ({ repository }) => {
      await store(repository);
      const query = { ...OLDEST, dueBefore: at(30) };
      const [first] = await repository.find({ ...query, limit: 1 });
      if (first === undefined) throw new TypeError('nothing was found');
      await repository.deleteById(first.id);
      expect(await idsOf(repository, { ...query, after: placeOf(first, query) })).toEqual(['unsent', 'requested', 'over']);
    },
  },
  {
    title: 'F7: refuses moments that are none, and finds nothing in a state that no store can hold',
    run: async ({ repository }) => {
      await store(repository);
      for (const moment of ['', 'yesterday', '2026-01-05T10:00:00']) {
        await expectCode(repository.find({ dueBefore: moment }), 'INVALID_PROCESS_DATA');
        await expectCode(repository.find({ after: { at: moment, id: 'a' } }), 'INVALID_PROCESS_DATA');
      }
      expect(await idsOf(repository, { states: ['a\u0000'] })).toEqual([]);
    },
  },
];
