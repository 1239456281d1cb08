import { ApplyProcessUpdates, PLAIN_PROCESS_TYPE, type Clock, type Process, type ProcessUpdate } from '@frigg-crm/core';
import { foldUpdate } from '@frigg-crm/core/adapter';
import fc from 'fast-check';
import { expect } from 'vitest';
import { TEST_START_MS } from '../clock/virtual-clock.ts';
import { aProcess } from '../process/a-process.ts';
import type { ContractCase } from './contract-case.ts';

const UNITS = 40;
const PROGRAMS = 4;
const process = aProcess({ type: 'PLAIN', state: 'RUNNING' });
const processId = process.id;

/** Time stands still, so that every adapter must end with the same process; a lost race waits one turn of the loop. */
const standingClock: Clock = {
  now: () => TEST_START_MS,
  sleep: async () => new Promise((resolve) => setImmediate(resolve)),
};

const settlements = Array.from({ length: UNITS }, (_, unit): ProcessUpdate => ({
  type: 'SETTLE_UNIT',
  processId,
  updateId: `unit#${unit}`,
  unit,
  outcome: 'PROCESSED',
  counts: { synced: unit, failed: unit % 2, skipped: unit % 3 },
}));

const announcements = [10, 25, UNITS].map((expectedUnits, number): ProcessUpdate => ({
  type: 'EXPECT_UNITS',
  processId,
  updateId: `expect#${number}`,
  expectedUnits,
  closed: false,
  totalRecords: expectedUnits * 10,
}));

const metrics = Array.from({ length: 10 }, (_, number): ProcessUpdate => ({
  type: 'UPDATE_METRICS',
  processId,
  updateId: `metrics#${number}`,
  metrics: { processed: 1, success: 1 },
}));

const close: ProcessUpdate = { type: 'EXPECT_UNITS', processId, updateId: 'expect#3', expectedUnits: UNITS, closed: true };

/** What the script must lead to, by the domain alone. */
function foldInOrder(updates: readonly ProcessUpdate[]): Process {
  return updates.reduce((folded, update) => foldUpdate(folded, update, PLAIN_PROCESS_TYPE, TEST_START_MS).process, process);
}

export const updateCases: readonly ContractCase[] = [
  {
    title: 'counts every unit exactly once, whatever the order, when four programs apply each update twice',
    run: async ({ repository, open }) => {
      const script = [...announcements, ...settlements, ...metrics];
      const expected = foldInOrder([...script, close]);
      const shuffled = fc.shuffledSubarray([...script, ...script], { minLength: script.length * 2 });
      const property = fc.asyncProperty(shuffled, async (updates) => {
        await repository.deleteById(processId);
        await repository.create(process);
        const programs = Array.from(
          { length: PROGRAMS },
          () => new ApplyProcessUpdates({ processRepository: open(), clock: standingClock }),
        );
        await Promise.all(
          programs.map(async (program, number) => program.execute(updates.filter((_, index) => index % PROGRAMS === number))),
        );
        await Promise.all(programs.map(async (program) => program.execute([close])));
        const stored = await repository.findById(processId);
        expect(stored).toStrictEqual({ ...expected, version: stored?.version });
      });
      await fc.assert(property, { numRuns: 5 });
      expect(expected.results['aggregateData']).toMatchObject({ totalSynced: 790, totalFailed: 20, totalSkipped: 39 });
      expect(expected.state).toBe('COMPLETED');
    },
  },
];
