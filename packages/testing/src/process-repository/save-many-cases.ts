import { FriggCrmError, toProcessId, type JsonValue, type Process, type ProcessRepository } from '@frigg-crm/core';
import { saveEach } from '@frigg-crm/core/adapter';
import { expect } from 'vitest';
import { aProcess } from '../process/a-process.ts';
import { aFullProcess } from './a-full-process.ts';
import type { ContractCase } from './contract-case.ts';

const named = (id: string, overrides: Partial<Process> = {}): Process => aProcess({ id: toProcessId(id), ...overrides });

/** Saves all at the same time, by the repository's `saveMany` where it has one. @returns the processes, or the codes of what was thrown. */
async function saveAll(repository: ProcessRepository, processes: readonly Process[]): Promise<readonly (Process | string)[]> {
  const settled = await Promise.allSettled(saveEach(repository, processes).results);
  return settled.map((one) => (one.status === 'fulfilled' ? one.value : codeOf(one.reason)));
}

function codeOf(reason: unknown): string {
  return FriggCrmError.is(reason) ? reason.code : String(reason);
}

const next = (process: Process): Process => ({ ...process, version: process.version + 1 });

async function createAll(repository: ProcessRepository, processes: readonly Process[]): Promise<void> {
  await Promise.all(processes.map(async (process) => repository.create(process)));
}

/** Adds an entry to each of the processes, all in one call, and again to those that lack it: as a ledger does. */
async function enterInAll(repository: ProcessRepository, ids: readonly string[], entry: string): Promise<void> {
  const entriesOf = (process: Process): readonly JsonValue[] => (process.results['entries'] as readonly JsonValue[] | undefined) ?? [];
  for (;;) {
    const open = (await repository.findByIds(ids.map(toProcessId))).filter((process) => !entriesOf(process).includes(entry));
    if (open.length === 0) return;
    const outcomes = await saveAll(
      repository,
      open.map((process) => ({ ...process, results: { entries: [...entriesOf(process), entry] } })),
    );
    // Whether a save took effect may be unknown when others have saved the process since.
    const expected = ['PROCESS_CONFLICT', 'STORAGE_FAILED'];
    expect(outcomes.filter((outcome) => typeof outcome === 'string' && !expected.includes(outcome))).toEqual([]);
  }
}

export const saveManyCases: readonly ContractCase[] = [
  {
    title: 'saves many at once: each is stored as it is by itself',
    run: async ({ repository, open }) => {
      const processes = [aFullProcess(), named('b', { results: { a: [1] } }), named('a', { version: 7 })];
      await createAll(repository, processes);
      const changed = processes.map((process) => ({ ...process, state: 'CHANGED', context: { '{"': 'é😀\\"\n', deep: [{}, null, 0.1] } }));
      expect(await saveAll(repository, changed)).toStrictEqual(changed.map(next));
      expect(await open().findByIds(changed.map(({ id }) => id))).toStrictEqual(changed.map(next));
    },
  },
  {
    title: 'saves many at once: an old version, a missing process and a taken active key fail alone',
    run: async ({ repository }) => {
      const [first, stale, holder, last] = [named('a'), named('b'), named('c', { activeKey: 'key' }), named('d')];
      await createAll(repository, [first, stale, holder, last]);
      const stored = await repository.save({ ...stale, state: 'NEWER' });
      const outcomes = await saveAll(repository, [last, named('missing'), { ...stale, state: 'OLDER' }, first]);
      expect(outcomes).toStrictEqual([next(last), 'PROCESS_CONFLICT', 'PROCESS_CONFLICT', next(first)]);
      const second = await saveAll(repository, [next(first), { ...next(last), activeKey: 'key' }, { ...holder, state: 'HOLDING' }]);
      expect(second).toStrictEqual([next(next(first)), 'ACTIVE_PROCESS_EXISTS', next({ ...holder, state: 'HOLDING' })]);
      expect(await repository.findByIds([last, stale, holder].map(({ id }) => id))).toStrictEqual([next(last), stored, second[2]]);
      expect(await repository.find({})).toHaveLength(4);
    },
  },
  {
    title: 'saves many at once: hands an active key on from one to the other, or says that it is still held',
    run: async ({ repository }) => {
      await createAll(repository, [named('a', { activeKey: 'one' }), named('b', { activeKey: 'two' }), named('c')]);
      const wanted = [named('b', { activeKey: 'three' }), named('a'), named('c', { activeKey: 'one' })];
      const outcomes = await saveAll(repository, wanted);
      expect(outcomes.slice(0, 2)).toStrictEqual(wanted.slice(0, 2).map(next));
      const isHandedOn = typeof outcomes[2] !== 'string';
      expect(outcomes[2]).toStrictEqual(isHandedOn ? next(named('c', { activeKey: 'one' })) : 'ACTIVE_PROCESS_EXISTS');
      expect((await repository.findById(toProcessId('c')))?.activeKey).toBe(isHandedOn ? 'one' : null);
    },
  },
  {
    title: 'saves many at once: of one id that is given several times one is stored, and the others are of an old version',
    run: async ({ repository }) => {
      const [twice, other] = [named('twice'), named('other')];
      await createAll(repository, [twice, other]);
      const outcomes = await saveAll(repository, [twice, { ...twice, state: 'SECOND' }, other, twice]);
      const saved = outcomes.filter((outcome) => typeof outcome !== 'string');
      expect(saved).toHaveLength(2);
      expect(outcomes.filter((outcome) => outcome === 'PROCESS_CONFLICT')).toHaveLength(2);
      expect(saved).toContainEqual(next(other));
      expect(saved).toContainEqual(await repository.findById(twice.id));
    },
  },
  {
    title: 'saves many at once: what cannot be stored fails alone, also beside a storable one of the same id',
    run: async ({ repository }) => {
      const [first, second, third] = [named('a'), named('b'), named('c')];
      await createAll(repository, [first, second, third]);
      const outcomes = await saveAll(repository, [
        { ...first, context: { text: 'a\u0000b' } },
        second,
        { ...third, results: { number: Number.NaN } },
        { ...third, name: '\uD800' },
        first,
        { ...third, createdAt: 'yesterday' },
      ]);
      const refused = 'INVALID_PROCESS_DATA';
      expect(outcomes).toStrictEqual([refused, next(second), refused, refused, next(first), refused]);
      expect(await repository.findById(third.id)).toStrictEqual(third);
    },
  },
  {
    title: 'saves many at once: none, and a thousand',
    run: async ({ repository, open }) => {
      expect(await repository.saveMany?.([])).toEqual(repository.saveMany && []);
      const processes = Array.from({ length: 1000 }, (_, index) => named(`p${index}`));
      await createAll(repository, processes);
      const changed = processes.map((process, index) => ({ ...process, state: `S${index}` }));
      expect(await saveAll(repository, changed)).toStrictEqual(changed.map(next));
      expect(await open().findByIds(changed.map(({ id }) => id))).toStrictEqual(changed.map(next));
    },
  },
  {
    title: 'saves many at once: hands out copies',
    run: async ({ repository }) => {
      const given = [structuredClone(named('a', { context: { a: { b: 1 } } })), named('b')];
      await createAll(repository, given);
      for (const process of [...(await saveAll(repository, given)), ...given])
        if (typeof process !== 'string' && !Object.isFrozen(process.context)) Object.assign(process.context, { scribbled: true });
      expect((await repository.findById(toProcessId('a')))?.context).toStrictEqual({ a: { b: 1 } });
    },
  },
  {
    title: 'saves many at once: loses and doubles no entry when four programs save overlapping sets in different orders',
    run: async ({ repository, open }) => {
      const ids = Array.from({ length: 24 }, (_, index) => `p${index}`);
      await createAll(
        repository,
        ids.map((id) => named(id)),
      );
      const orders = [ids, ids.toReversed(), [...ids.slice(9), ...ids.slice(0, 9)], ids.slice(6, 18)];
      const programs = orders.map(async (order, program) => {
        const own = open();
        for (let round = 0; round < 5; round += 1) await enterInAll(own, order, `${program}.${round}`);
      });
      await Promise.all(programs);
      for (const { id, results, version } of await repository.findByIds(ids.map(toProcessId))) {
        const entries = orders.flatMap((order, program) =>
          order.includes(id) ? [0, 1, 2, 3, 4].map((round) => `${program}.${round}`) : [],
        );
        expect([id, (results['entries'] as string[]).toSorted(), version]).toEqual([id, entries.toSorted(), entries.length]);
      }
    },
  },
  {
    title: 'saves many at once: does nothing for a signal that is aborted',
    run: async ({ repository }) => {
      await createAll(repository, [named('a'), named('b')]);
      const reason = new Error('shutting down');
      const { results } = saveEach(repository, [named('a'), named('b')], { signal: AbortSignal.abort(reason) });
      expect(await Promise.allSettled(results)).toEqual([reason, reason].map((each) => ({ status: 'rejected', reason: each })));
      expect(await repository.findByIds(['a', 'b'].map(toProcessId))).toStrictEqual([named('a'), named('b')]);
    },
  },
  {
    title: 'saves many at once: never behind the back of a copy that has another save',
    run: async ({ repository }) => {
      await createAll(repository, [named('a'), named('b')]);
      const seen: string[] = [];
      const save: ProcessRepository['save'] = async (process, options) => {
        seen.push(process.id);
        return repository.save(process, options);
      };
      const isSave = (key: PropertyKey): boolean => key === 'save';
      const copies = [
        { ...repository, save },
        Object.create(repository, { save: { value: save } }) as ProcessRepository,
        new Proxy(repository, { get: (target, key, receiver) => (isSave(key) ? save : (Reflect.get(target, key, receiver) as unknown)) }),
      ];
      for (const [version, copy] of copies.entries())
        expect(await saveAll(copy, [named('a', { version }), named('b', { version })])).toHaveLength(2);
      expect(seen).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
    },
  },
];
