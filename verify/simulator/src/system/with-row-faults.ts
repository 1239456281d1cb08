import { StorageError, withFindMany, withSaveMany, type DocumentStore, type ProcessRepository, type SaveOutcome } from '@frigg-crm/core';
import type { FaultMenu, SimulatedMachine, Simulation } from '@frigg-crm/testing';

/** Where the repository is used, and what decides. */
export interface RowFaultOptions {
  readonly simulation: Pick<Simulation, 'faults' | 'chance'>;
  readonly machine: Pick<SimulatedMachine, 'crash'>;
}

type Fate = 'as it goes' | 'locked' | 'refused' | 'unknown';

/**
 * Lets a save of several processes go wrong for some of them, in the ways that `saveMany` may: one is left untouched, fails,
 * or takes effect and fails; or the statement stops half-way. What befalls the whole call is put around it by `wrapPort`.
 */
export function withRowFaults(repository: ProcessRepository, options: RowFaultOptions): ProcessRepository {
  const { saveMany, findMany } = repository;
  const { faults } = options.simulation;
  if (saveMany === undefined) return repository;
  const faulty: ProcessRepository = { ...repository };
  if (findMany !== undefined) withFindMany(faulty, findMany);
  return withSaveMany(faulty, async (processes, call) => {
    if (faults.strikes('savePartial'))
      return stopHalfway(async (count) => saveMany(processes.slice(0, count), call), processes.length, options);
    const fates = processes.map(() => drawFate(faults));
    const reached = processes.filter((_, index) => fates[index] !== 'locked' && fates[index] !== 'refused');
    const outcomes = [...(await saveMany(reached, call))];
    return fates.map((fate): SaveOutcome => {
      if (fate === 'locked') return { kind: 'untouched' };
      if (fate === 'refused') return { kind: 'failed', error: new StorageError('the store could not keep this one') };
      const outcome = outcomes.shift() ?? { kind: 'untouched' };
      return fate === 'unknown' ? { kind: 'failed', error: new StorageError('whether this one is stored is unknown') } : outcome;
    });
  });
}

/** Lets an insert of several documents stop half-way: each is atomic, all of them are not. */
export function withPartialInserts(documents: DocumentStore, options: RowFaultOptions): DocumentStore {
  const { findMany } = documents;
  const faulty: DocumentStore = {
    ...documents,
    async insert(given, call) {
      if (given.length < 2 || !options.simulation.faults.strikes('savePartial')) return documents.insert(given, call);
      return stopHalfway(async (count) => documents.insert(given.slice(0, count), call), given.length, options);
    },
  };
  return findMany === undefined ? faulty : withFindMany(faulty, findMany);
}

/** One draw of each, whatever it comes to. */
function drawFate(faults: FaultMenu): Fate {
  const [isLocked, isRefused, isUnknown] = [faults.strikes('rowLocked'), faults.strikes('rowRefused'), faults.strikes('rowUnknown')];
  if (isLocked) return 'locked';
  if (isRefused) return 'refused';
  return isUnknown ? 'unknown' : 'as it goes';
}

async function stopHalfway(
  saveFirst: (count: number) => Promise<unknown>,
  length: number,
  { simulation, machine }: RowFaultOptions,
): Promise<never> {
  const chance = simulation.chance('half-way');
  const [count, crashes] = [chance.integer(1, Math.max(1, length - 1)), chance.strikes(0.5)];
  await saveFirst(count);
  if (crashes && simulation.faults.shares.crash !== undefined) machine.crash();
  throw new StorageError('the store was away in the middle of a save');
}
