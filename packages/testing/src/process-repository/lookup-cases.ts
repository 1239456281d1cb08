import { toProcessId, type Process, type ProcessId, type ProcessRepository } from '@frigg-crm/core';
import { expect } from 'vitest';
import { aProcess } from '../process/a-process.ts';
import type { ContractCase } from './contract-case.ts';
import { expectCode } from './expect-code.ts';

const ids = (...names: readonly string[]): readonly ProcessId[] => names.map(toProcessId);

/** A repository without `findMany` promises nothing: what it does with `findById` is held to the same. */
async function findMany(repository: ProcessRepository, wanted: readonly ProcessId[]): Promise<readonly (Process | undefined)[]> {
  return repository.findMany?.(wanted) ?? Promise.all(wanted.map(async (id) => repository.findById(id)));
}

export const lookupCases: readonly ContractCase[] = [
  {
    title: 'finds nothing by an id that does not exist, and by one that cannot exist',
    run: async ({ repository }) => {
      await repository.create(aProcess({ id: toProcessId('\uFFFD') }));
      for (const id of ids('missing', '', '\u0000', '\uD83D')) {
        expect(await repository.findById(id)).toBeUndefined();
        expect(await repository.findByIds([id])).toEqual([]);
      }
      expect(await repository.find({ name: '\u0000' })).toEqual([]);
      expect(await repository.find({ name: '\uD83D' })).toEqual([]);
    },
  },
  {
    title: 'finds several by their ids, in the order of the call, without gaps',
    run: async ({ repository }) => {
      for (const id of ids('a', 'b', 'c')) await repository.create(aProcess({ id }));
      const found = async (...names: readonly string[]): Promise<readonly string[]> =>
        (await repository.findByIds(ids(...names))).map(({ id }) => id);
      expect(await found('c', 'a', 'b')).toEqual(['c', 'a', 'b']);
      expect(await found('x', 'b', 'y', 'a', '\u0000')).toEqual(['b', 'a']);
      expect(await found('b', 'b')).toEqual(['b', 'b']);
      expect(await found()).toEqual([]);
    },
  },
  {
    title: 'finds several by their ids, one for each in the order of the call, as each would be found alone',
    run: async ({ repository, open }) => {
      for (const id of ids('a', 'b')) await repository.create(aProcess({ id, name: `name of ${id}` }));
      const wanted = ids('b', 'x', 'a', '\u0000', 'b', '\uD83D');
      const alone = await Promise.all(wanted.map(async (id) => repository.findById(id)));
      expect(await findMany(open(), wanted)).toStrictEqual(alone);
      expect(alone.map((process) => process?.name)).toEqual(['name of b', undefined, 'name of a', undefined, 'name of b', undefined]);
      expect(await findMany(repository, [])).toEqual([]);
    },
  },
  {
    title: 'finds several by their ids never behind the back of a copy that has another findById',
    run: async ({ repository }) => {
      await repository.create(aProcess({ id: toProcessId('a') }));
      const findById: ProcessRepository['findById'] = async () => undefined;
      const isFind = (key: PropertyKey): boolean => key === 'findById';
      const copies = [
        { ...repository, findById },
        Object.create(repository, { findById: { value: findById } }) as ProcessRepository,
        new Proxy(repository, {
          get: (target, key, receiver) => (isFind(key) ? findById : (Reflect.get(target, key, receiver) as unknown)),
        }),
      ];
      for (const copy of copies) expect(await findMany(copy, ids('a', 'b'))).toEqual([undefined, undefined]);
    },
  },
  {
    title: 'finds by thousands of ids at once',
    run: async ({ repository }) => {
      await repository.create(aProcess());
      const many = Array.from({ length: 70_000 }, (_, index) => toProcessId(`missing-${index}`));
      expect(await repository.findByIds([...many, aProcess().id])).toStrictEqual([aProcess()]);
    },
  },
  {
    title: 'refuses a second process with the same id and keeps the first',
    run: async ({ repository, open }) => {
      const process = aProcess({ activeKey: 'key' });
      await repository.create(process);
      await expectCode(open().create(process), 'PROCESS_CONFLICT');
      await expectCode(open().create({ ...process, activeKey: null, name: 'second' }), 'PROCESS_CONFLICT');
      expect(await repository.find({})).toStrictEqual([process]);
    },
  },
  {
    title: 'creates an id once, however many try at the same time',
    run: async ({ repository, open }) => {
      const attempts = Array.from({ length: 20 }, async (_, index) => open().create(aProcess({ name: `attempt-${index}` })));
      const outcomes = await Promise.allSettled(attempts);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await repository.find({})).map(({ name }) => name)).toEqual([
        `attempt-${outcomes.findIndex(({ status }) => status === 'fulfilled')}`,
      ]);
    },
  },
  {
    title: 'B86: deletes a process, and does nothing when it is gone already',
    run: async ({ repository }) => {
      await repository.create(aProcess());
      await repository.deleteById(aProcess().id);
      await repository.deleteById(aProcess().id);
      await repository.deleteById(toProcessId('\u0000'));
      expect(await repository.findById(aProcess().id)).toBeUndefined();
      await repository.create(aProcess());
    },
  },
];
