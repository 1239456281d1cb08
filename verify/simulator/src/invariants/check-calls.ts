import type { SimulatedMachine, Simulation } from '@frigg-crm/testing';

/** Longer than the deadline of any adapter or client, and than a machine stands still. */
const MAX_CALL_MS = 20 * 60_000;

/** Every call of a port returns or is given up. */
export function checkCalls(simulation: Simulation, machines: readonly SimulatedMachine[]): void {
  for (const { name, isUp, openCalls } of machines) {
    const stuck = isUp && openCalls.find(({ sinceMs }) => simulation.now() - sinceMs > MAX_CALL_MS);
    if (stuck !== undefined && stuck !== false) simulation.fail('every call of a port returns or is given up', `${name}: ${stuck.name}`);
  }
}

/** Longer than any deadline, where no machine stands still. */
const MAX_OPEN_MS = 300_000;
const LOOK_EVERY_MS = 120_000;

/** Holds calls to their deadlines while they are under way; where machines stand still, only {@link checkCalls} does. */
export function watchCalls(simulation: Simulation, machines: readonly SimulatedMachine[]): void {
  if (simulation.faults.shares.freeze !== undefined) return;
  const look = (): void => {
    for (const { name, isUp, openCalls } of machines) {
      const stuck = isUp ? openCalls.find(({ sinceMs }) => simulation.now() - sinceMs > MAX_OPEN_MS) : undefined;
      if (stuck !== undefined) simulation.fail('every call of a port returns or is given up', `${name}: ${stuck.name}`);
    }
    simulation.schedule(LOOK_EVERY_MS, 'are calls stuck?', look);
  };
  look();
}
