import { SimulatedMachine } from '../simulation/simulated-machine.ts';
import { Simulation, type SimulationOptions } from '../simulation/simulation.ts';

export const HOUR_MS = 3_600_000;

/** A simulation with one machine. */
export function world(options: Partial<SimulationOptions> = {}): { readonly simulation: Simulation; readonly machine: SimulatedMachine } {
  const simulation = new Simulation({ seed: 1, startMs: 0, ...options });
  const machine = new SimulatedMachine({ simulation, name: 'm1' });
  return { simulation, machine };
}

/** Runs a simulation until nothing is left to happen, or the limit is reached. */
export async function settle(simulation: Simulation, limitMs = HOUR_MS): Promise<void> {
  await simulation.run({ until: () => false, limitMs });
}
