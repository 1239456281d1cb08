import { CreateProcess, type Process, type ProcessId, type ProcessRepository, type ProcessUpdate } from '@frigg-crm/core';

/** People on a page. */
export const PAGE_SIZE = 100;

/** Creates a process to settle pages of. */
export async function createRunning(processRepository: ProcessRepository, name = `bench-${Math.random()}`): Promise<Process> {
  return new CreateProcess({ processRepository }).execute({ userId: 'bench', integrationId: 'bench', name, type: 'BENCH' });
}

/** Says that there are so many pages, and perhaps more. */
export function expectPages(processId: ProcessId, expectedUnits: number): ProcessUpdate {
  return { type: 'EXPECT_UNITS', processId, updateId: 'expect', expectedUnits, closed: false };
}

/** Counts a page: 98 synced, 2 skipped. */
export function settlePage(processId: ProcessId, unit: number): ProcessUpdate {
  return {
    type: 'SETTLE_UNIT',
    processId,
    updateId: `unit#${unit}`,
    unit,
    outcome: 'PROCESSED',
    counts: { synced: PAGE_SIZE - 2, failed: 0, skipped: 2 },
  };
}
