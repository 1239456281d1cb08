import { FriggCrmError, toProcessId, type ProcessRepository } from '@frigg-crm/core';
import { expect } from 'vitest';
import { aProcess } from '../process/a-process.ts';
import type { ContractCase } from './contract-case.ts';
import { expectCode } from './expect-code.ts';

const { id } = aProcess();

/** Loads, adds one, saves, and starts again after a lost race. @returns how often it lost. */
async function increment(repository: ProcessRepository): Promise<number> {
  for (let lost = 0; ; lost += 1) {
    const process = await repository.findById(id);
    if (process === undefined) throw new Error('the process is gone');
    try {
      await repository.save({ ...process, results: { count: Number(process.results['count']) + 1 } });
      return lost;
    } catch (error) {
      if (!FriggCrmError.hasCode(error, 'PROCESS_CONFLICT')) throw error;
    }
  }
}

export const versionCases: readonly ContractCase[] = [
  {
    title: 'counts a version up with each save and keeps the one it was created with',
    run: async ({ repository }) => {
      await repository.create(aProcess({ version: 7 }));
      const first = await repository.save(aProcess({ version: 7, state: 'RUNNING' }));
      const second = await repository.save({ ...first, state: 'COMPLETED' });
      expect([first.version, second.version, (await repository.findById(id))?.version]).toEqual([8, 9, 9]);
    },
  },
  {
    title: 'refuses to save a stale version and keeps what is stored',
    run: async ({ repository, open }) => {
      await repository.create(aProcess());
      const stored = await repository.save(aProcess({ state: 'RUNNING' }));
      await expectCode(open().save(aProcess({ state: 'LATE' })), 'PROCESS_CONFLICT');
      await expectCode(open().save(aProcess({ state: 'EARLY', version: 2 })), 'PROCESS_CONFLICT');
      expect(await repository.findById(id)).toStrictEqual(stored);
    },
  },
  {
    title: 'refuses to save a process that was never created, or that was deleted',
    run: async ({ repository }) => {
      await expectCode(repository.save(aProcess({ id: toProcessId('missing') })), 'PROCESS_CONFLICT');
      await repository.create(aProcess());
      await repository.deleteById(id);
      await expectCode(repository.save(aProcess()), 'PROCESS_CONFLICT');
      expect(await repository.find({})).toEqual([]);
    },
  },
  {
    title: 'lets exactly one of twenty concurrent savers win',
    run: async ({ repository, open }) => {
      await repository.create(aProcess());
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, async (_, index) => open().save(aProcess({ name: `saver-${index}` }))),
      );
      const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as FriggCrmError).code] : []));
      expect(won).toHaveLength(1);
      expect(codes).toEqual(Array.from({ length: 19 }, () => 'PROCESS_CONFLICT'));
      expect(await repository.findById(id)).toStrictEqual(won[0]);
    },
  },
  {
    title: 'loses none of 200 increments by eight racing programs',
    run: async ({ repository, open }) => {
      await repository.create(aProcess({ results: { count: 0 } }));
      const programs = Array.from({ length: 8 }, async () => {
        const own = open();
        for (let times = 0; times < 25; times += 1) await increment(own);
      });
      await Promise.all(programs);
      const process = await repository.findById(id);
      expect(process?.results).toEqual({ count: 200 });
      expect(process?.version).toBe(200);
    },
  },
];
