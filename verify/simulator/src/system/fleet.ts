import type { SimulatedMachine, Simulation } from '@frigg-crm/testing';

/** A machine with a program on it. */
export interface FleetNode {
  readonly machine: SimulatedMachine;
  /** Stops its program in good order. */
  stop(): void;
}

export interface FleetOptions<Worker extends FleetNode> {
  readonly simulation: Simulation;
  readonly machines: number;
  /** Machines are stopped in good order and started anew. */
  readonly hasDeployments: boolean;
  /** Starts a program on a new machine. */
  readonly boot: (options: BootOptions) => Worker;
}

export interface BootOptions {
  readonly name: string;
  readonly onCrash: () => void;
}

/** The machines of a system: one that crashes is replaced. */
export interface Fleet<Worker extends FleetNode> {
  /** Machines that respond right now. */
  readonly ready: readonly Worker[];
  /** Whether every machine has power and moves. */
  readonly isWhole: boolean;
  /** All machines so far. */
  readonly machines: readonly SimulatedMachine[];
}

const MAX_REPAIR_MS = 60_000;
const DEPLOYMENT_MS = 10 * 60_000;

/** Starts the machines. */
export function startFleet<Worker extends FleetNode>({ simulation, boot, ...plan }: FleetOptions<Worker>): Fleet<Worker> {
  const chance = simulation.chance('fleet');
  const nodes: (Worker | undefined)[] = [];
  const machines: SimulatedMachine[] = [];
  let boots = 0;

  function start(slot: number): void {
    boots += 1;
    const name = `m${boots}`;
    simulation.note(`${name} boots`);
    const node = boot({
      name,
      onCrash() {
        simulation.schedule(chance.integer(500, MAX_REPAIR_MS), `machine ${slot} is repaired`, () => start(slot));
      },
    });
    nodes[slot] = node;
    machines.push(node.machine);
  }

  /** The old program ends its work while the new one begins. */
  function deploy(): void {
    for (const [slot, node] of nodes.entries()) {
      if (node?.machine.isUp !== true || simulation.faults.isStopped) continue;
      simulation.note(`${node.machine.name} is stopped in good order`);
      node.stop();
      start(slot);
    }
    if (!simulation.faults.isStopped) simulation.schedule(chance.integer(1000, DEPLOYMENT_MS), 'a deployment', deploy);
  }

  for (let slot = 0; slot < plan.machines; slot += 1) start(slot);
  if (plan.hasDeployments) simulation.schedule(chance.integer(1000, DEPLOYMENT_MS), 'a deployment', deploy);
  return {
    machines,
    get ready() {
      return nodes.filter((node): node is Worker => node !== undefined && node.machine.isUp && !node.machine.isFrozen);
    },
    get isWhole() {
      return machines.every(({ isUp, isFrozen }) => !isUp || !isFrozen) && nodes.every((node) => node?.machine.isUp === true);
    },
  };
}
