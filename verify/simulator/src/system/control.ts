import type { Process } from '@frigg-crm/core';
import { CRM_SYNC } from '@frigg-crm/crm-base';
import type { Chance } from '@frigg-crm/testing';
import type { Operator, Task } from './operator.ts';
import type { SimulatedSystem } from './simulated-system.ts';

const ACTION_MS = 60_000;
const PAUSE_MS = 300_000;
/** An operator checks so often whether a sync waits for a person. */
const CHECK_MS = 600_000;

type Action = (system: SimulatedSystem, operator: Operator, chance: Chance) => void;

/** Has an operator use every control there is, at any moment, until no fault strikes any more. */
export function controlAtRandom(system: SimulatedSystem, operator: Operator): void {
  const { simulation } = system;
  const chance = simulation.chance('steering');

  function next(): void {
    simulation.schedule(chance.integer(100, ACTION_MS), 'an operator acts', () => {
      if (simulation.faults.isStopped) return;
      chance.pick(ACTIONS)(system, operator, chance);
      next();
    });
  }

  next();
}

/**
 * Has an operator resume each sync that is paused without an end: an account that was refused is in order again. A pause
 * that ends by itself is left to the program.
 */
export function resumePaused({ simulation, book }: SimulatedSystem, operator: Operator): void {
  const check = (): void => {
    for (const process of book.active) if (needsOperator(process)) operator.ask(resume(process));
    simulation.schedule(CHECK_MS, 'an operator checks what is paused', check);
  };
  simulation.schedule(CHECK_MS, 'an operator checks what is paused', check);
}

const ACTIONS: readonly Action[] = [
  ({ book, simulation }, operator, chance) => {
    const process = pickFrom(book.active, chance);
    if (process === undefined) return;
    operator.ask({ ...taskFor(process, 'pause'), run: async (_, { engine }) => engine.control.pauseSync(process.id), persists: false });
    simulation.schedule(chance.integer(10, PAUSE_MS), `the pause of ${process.id} is over`, () => operator.ask(resume(process)));
  },
  ({ book }, operator, chance) => {
    const process = pickFrom(book.active, chance);
    // Seldom: a cancelled sync tests nothing more.
    if (process === undefined || !chance.strikes(0.2)) return;
    operator.ask({ ...taskFor(process, 'cancel'), run: async (_, { engine }) => engine.control.cancelSync(process.id) });
  },
  ({ book }, operator, chance) => {
    const process = pickFrom(
      book.all.filter(({ state }) => state === CRM_SYNC.roles.failed),
      chance,
    );
    if (process === undefined) return;
    operator.ask({
      ...taskFor(process, 'redrive'),
      run: async (_, { engine }) => engine.control.redriveSync(process.id),
      refusals: ['INVALID_PROCESS_DATA', 'ACTIVE_PROCESS_EXISTS'],
      persists: false,
    });
  },
  ({ tenants }, operator, chance) => {
    const { integrationId } = chance.pick(tenants).plan;
    const isDelta = chance.strikes(0.5);
    operator.ask({
      name: `start once more for ${integrationId}`,
      integrationId,
      run: async (integration, { engine: { syncOrchestrator } }) =>
        isDelta ? syncOrchestrator.startOngoingSync({ integration }) : syncOrchestrator.startInitialSync({ integration }),
      persists: false,
    });
  },
  ({ tenants }, operator, chance) => {
    const { integrationId } = chance.pick(tenants).plan;
    operator.ask({
      name: `continue the syncs of ${integrationId}`,
      integrationId,
      run: async (integration, { engine }) => engine.syncOrchestrator.resumeActiveSyncs({ integration }),
      persists: false,
    });
  },
];

function needsOperator({ state, ledger }: Process): boolean {
  return state === CRM_SYNC.roles.paused && ledger.paused?.reason?.until === undefined;
}

function resume(process: Process): Task {
  return { ...taskFor(process, 'resume'), run: async (_, { engine }) => engine.control.resumeSync(process.id) };
}

function taskFor({ id, integrationId }: Process, verb: string): Pick<Task, 'name' | 'integrationId'> {
  return { name: `${verb} ${id}`, integrationId };
}

function pickFrom(processes: readonly Process[], chance: Chance): Process | undefined {
  return processes.length === 0 ? undefined : chance.pick(processes);
}
