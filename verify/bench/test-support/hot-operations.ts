import { ApplyProcessUpdates, CreateProcess, type Process, type ProcessRepository } from '@frigg-crm/core';
import { settlePage } from './page-updates.ts';

/** As many integrations share the table, as in a large installation. */
export const INTEGRATIONS = 1000;
/** Processes that have not ended, each of another integration. */
export const ACTIVE = 100;
export const TYPE = 'BENCH_SYNC';

/** What the operations run on. */
export interface OperationContext {
  readonly processRepository: ProcessRepository;
  /** The processes that have not ended. */
  readonly active: readonly Process[];
}

/** Something that is done all the time while syncs run. */
export interface HotOperation {
  /** How often, between two readings of the clock. */
  readonly times: number;
  /** At the same time. */
  readonly atOnce: number;
  /** @returns what to do for each number; it is not timed itself. */
  readonly prepare: (context: OperationContext) => Promise<(number: number) => Promise<unknown>>;
}

/** By what the table calls them. */
export const HOT_OPERATIONS = {
  'settle, 1 process': { times: 5000, atOnce: 50, prepare: async (context) => settling(context, 1) },
  'settle, 100 processes': { times: 500, atOnce: 50, prepare: async (context) => settling(context, 100) },
  save: {
    times: 500,
    atOnce: 10,
    // One after another for each process: no save loses a race.
    prepare: async ({ processRepository, active }) => {
      const chains = new Map(active.map((process, index) => [index, Promise.resolve(process)]));
      return async (number) => {
        const index = number % chains.size;
        const saved = chains
          .get(index)
          ?.then(async (process) => processRepository.save({ ...process, updatedAt: new Date().toISOString() }));
        if (saved !== undefined) chains.set(index, saved);
        await saved;
      };
    },
  },
  findById: {
    times: 500,
    atOnce: 10,
    prepare: async ({ processRepository, active }) => {
      return async (number) => {
        const process = active[number % active.length];
        if (process !== undefined) await processRepository.findById(process.id);
      };
    },
  },
  'find active, of an integration': {
    times: 500,
    atOnce: 10,
    prepare: async ({ processRepository }) => {
      return async (number) => processRepository.find({ integrationId: nameOf(number), type: TYPE, active: true });
    },
  },
  'find active, of all': {
    times: 50,
    atOnce: 10,
    prepare: async ({ processRepository }) => {
      return async () => processRepository.find({ type: TYPE, active: true });
    },
  },
  'find active, silent for an hour': {
    times: 500,
    atOnce: 10,
    prepare: async ({ processRepository }) => {
      const updatedBefore = new Date(Date.now() - 3_600_000).toISOString();
      return async () => processRepository.find({ type: TYPE, active: true, updatedBefore });
    },
  },
} as const satisfies Readonly<Record<string, HotOperation>>;

/** The name of a operation. */
export type HotOperationName = keyof typeof HOT_OPERATIONS;

/** Creates the processes that have not ended. */
export async function createActive(processRepository: ProcessRepository): Promise<void> {
  const createProcess = new CreateProcess({ processRepository });
  for (let number = 0; number < ACTIVE; number += 1) await createProcess.execute(startOf(number));
}

/** New processes each time: a page that is settled already costs nothing. They are gone before the next operation. */
async function settling({ processRepository }: OperationContext, processes: number): Promise<(number: number) => Promise<unknown>> {
  const created: Process[] = [];
  const createProcess = new CreateProcess({ processRepository });
  for (let number = 0; number < processes; number += 1) created.push(await createProcess.execute(startOf(ACTIVE + number)));
  const applyProcessUpdates = new ApplyProcessUpdates({ processRepository });
  return async (page) => {
    const process = created[page % processes];
    if (process !== undefined) await applyProcessUpdates.execute([settlePage(process.id, Math.floor(page / processes))]);
  };
}

function startOf(number: number): Parameters<CreateProcess['execute']>[0] {
  return { userId: 'user', integrationId: nameOf(number), name: `initial-${number}`, type: TYPE };
}

function nameOf(number: number): string {
  return `integration-${number % ACTIVE}`;
}
