import { toProcessId, type Process } from '@frigg-crm/core';
import { catchUpIdOf } from '../sync/start-catch-up.ts';
import type { SyncSystem, Machine } from './sync-system.ts';

/** A week, in the time of the tests. */
const LONGEST_MS = 7 * 24 * 3600 * 1000;

/** Lets the workers of a machine run until no sync is under way and no message is left, then stops them. */
export async function untilQuiet(system: SyncSystem, machine: Machine = system.machine): Promise<void> {
  const { clock, processes } = system;
  const workers = machine.start();
  const deadlineMs = clock.now() + LONGEST_MS;
  const left = (): number =>
    [machine.fetch.size, machine.work.size].reduce((sum, { waiting, delayed, inFlight }) => sum + waiting + delayed + inFlight, 0);
  const quiet = async (): Promise<void> => {
    while (left() > 0 || (await processes.find({ active: true })).length > 0) {
      if (clock.now() > deadlineMs) throw new Error(`it never gets quiet: ${JSON.stringify(await processes.find({ active: true }))}`);
      await clock.sleep(100);
    }
  };
  await clock.runUntil(quiet());
  machine.stop.abort();
  await clock.runUntil(workers);
}

/** Runs a sync, and all that follows from it, on a machine of its own. @returns the process, and its catch-up if there is one. */
export async function runAll(
  system: SyncSystem,
  options: { readonly kind?: 'initial' | 'ongoing'; readonly force?: boolean } = {},
): Promise<{ readonly process: Process; readonly catchUp: Process | undefined }> {
  const machine = system.boot();
  const { kind = 'initial', ...rest } = options;
  const { processIds } =
    kind === 'initial' ? await machine.integration.startInitialSync(rest) : await machine.integration.startOngoingSync();
  await untilQuiet(system, machine);
  const [processId = ''] = processIds;
  return { process: await system.find(processId), catchUp: await system.processes.findById(toProcessId(catchUpIdOf(processId))) };
}
