import { toProcessId, type Process } from '@frigg-crm/core';
import { expect } from 'vitest';
import { TEST_START_MS } from '../clock/virtual-clock.ts';
import { aProcess } from '../process/a-process.ts';
import type { ContractCase } from './contract-case.ts';
import { expectCode } from './expect-code.ts';

const named = (id: string, activeKey: string | null): Process => aProcess({ id: toProcessId(id), activeKey });

export const activeKeyCases: readonly ContractCase[] = [
  {
    title: 'refuses to create a second process with the same active key and names the key',
    run: async ({ repository, open }) => {
      await repository.create(named('first', 'i1:person'));
      await expect(open().create(named('second', 'i1:person'))).rejects.toMatchObject({
        code: 'ACTIVE_PROCESS_EXISTS',
        activeKey: 'i1:person',
      });
      await repository.create(named('other', 'i1:Person'));
      expect(await repository.findById(toProcessId('second'))).toBeUndefined();
    },
  },
  {
    title: 'lets any number of processes have no active key',
    run: async ({ repository }) => {
      await repository.create(named('first', null));
      await repository.create(named('second', null));
      await repository.save(named('first', null));
      expect(await repository.find({})).toHaveLength(2);
    },
  },
  {
    title: 'refuses to save an active key that another process holds and keeps what is stored',
    run: async ({ repository }) => {
      await repository.create(named('first', 'key'));
      await repository.create(named('second', null));
      await expect(repository.save(named('second', 'key'))).rejects.toMatchObject({ code: 'ACTIVE_PROCESS_EXISTS', activeKey: 'key' });
      expect(await repository.findById(toProcessId('second'))).toStrictEqual(named('second', null));
    },
  },
  {
    title: 'lets a process keep its own active key while it is saved',
    run: async ({ repository }) => {
      await repository.create(named('first', 'key'));
      const saved = await repository.save(named('first', 'key'));
      expect((await repository.save(saved)).activeKey).toBe('key');
      await expectCode(repository.create(named('second', 'key')), 'ACTIVE_PROCESS_EXISTS');
    },
  },
  {
    title: 'frees the active key when the process ends and gives it up',
    run: async ({ repository }) => {
      const endedAt = new Date(TEST_START_MS).toISOString();
      await repository.create(named('first', 'key'));
      await repository.save({ ...named('first', null), endedAt });
      await repository.create(named('second', 'key'));
      await expectCode(repository.save({ ...named('first', 'key'), version: 1 }), 'ACTIVE_PROCESS_EXISTS');
    },
  },
  {
    title: 'frees the old active key when a process takes another one',
    run: async ({ repository }) => {
      await repository.create(named('first', 'old'));
      await repository.save(named('first', 'new'));
      await repository.create(named('second', 'old'));
      await expectCode(repository.create(named('third', 'new')), 'ACTIVE_PROCESS_EXISTS');
    },
  },
  {
    title: 'frees the active key when the process is deleted',
    run: async ({ repository }) => {
      await repository.create(named('first', 'key'));
      await repository.deleteById(toProcessId('first'));
      await repository.create(named('second', 'key'));
      expect((await repository.find({})).map(({ id }) => id)).toEqual(['second']);
    },
  },
  {
    title: 'keeps the active key through a save that lost its race',
    run: async ({ repository }) => {
      await repository.create(named('first', 'key'));
      await expectCode(repository.save({ ...named('first', null), version: 9 }), 'PROCESS_CONFLICT');
      await expectCode(repository.create(named('second', 'key')), 'ACTIVE_PROCESS_EXISTS');
    },
  },
  {
    title: 'gives one active key to one of twenty processes that are created at the same time',
    run: async ({ repository, open }) => {
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, async (_, index) => open().create(named(`p${index}`, 'key'))));
      const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as { code: string }).code] : []));
      expect(codes).toEqual(Array.from({ length: 19 }, () => 'ACTIVE_PROCESS_EXISTS'));
      expect((await repository.find({})).map(({ id }) => id)).toEqual([`p${outcomes.findIndex(({ status }) => status === 'fulfilled')}`]);
    },
  },
];
