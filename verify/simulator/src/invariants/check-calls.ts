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
