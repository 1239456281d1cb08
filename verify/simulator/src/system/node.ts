import { createSyncEngine, type CrmIntegration, type SyncEngine } from '@frigg-crm/crm-base';
import type { MessageQueue } from '@frigg-crm/core';
import { SimulatedMachine } from '@frigg-crm/testing';
import type { BootOptions, FleetNode } from './fleet.ts';
import type { SystemQueues } from './backend.ts';
import type { SimulatedSystem } from './simulated-system.ts';

/** A machine with the program that runs on it. */
export interface Node extends FleetNode {
  readonly engine: SyncEngine;
  readonly integrations: ReadonlyMap<string, CrmIntegration>;
  readonly isStopping: boolean;
}

/** Longer than any pause between two attempts but the longest. */
const STALL_TIMEOUT_MS = 300_000;
/** Seldom: each round costs events. */
const WATCHDOG_INTERVAL_MS = 60_000;
const LEASE_TTL_MS = 150_000;

/** Starts a program on a new machine: it knows nothing but what lies in the stores. */
export function boot(system: SimulatedSystem, { name, onCrash }: BootOptions): Node {
  const { simulation, plan, backend } = system;
  const { clockError } = backend;
  const skewMs = clockError === undefined ? simulation.chance('skew').integer(-plan.maxSkewMs, plan.maxSkewMs) : 0;
  const end = (): void => {
    backend.endProgram(machine);
    onCrash();
  };
  const machine = new SimulatedMachine({ simulation, name, skewMs, clockError, onCrash: end });
  const { rateLimits: shared, ...store } = backend.startProgram(machine);
  const rateLimits = plan.sharesRateLimits ? shared : undefined;
  let ids = 0;
  const queues = backend.openQueues(name);
  const engine = createSyncEngine({
    store: { ...store, ...(rateLimits !== undefined && { rateLimits }) },
    queues: {
      fetch: queues.fetch.connect(machine),
      work: queues.work.connect(machine),
      processUpdates: plan.hasUpdateQueue ? queues.processUpdates.connect(machine) : undefined,
      deadLetters: plan.hasDeadLetterWorkers && !plan.hasMemoryQueues ? connectAll(backend.deadLetterQueues, machine) : undefined,
      isShared: !plan.hasMemoryQueues,
    },
    watchdog: { stallTimeoutMs: STALL_TIMEOUT_MS, intervalMs: WATCHDOG_INTERVAL_MS, leaseTtlMs: LEASE_TTL_MS, presenceTtlMs: 0 },
    clock: machine.clock,
    random: simulation.chance('jitter').next,
    ids: { next: () => `${name}-${(ids += 1)}` },
    fetchTimeBudgetMs: plan.fetchTimeBudgetMs,
  });
  const integrations = new Map(
    system.tenants.map((tenant) => [tenant.plan.integrationId, tenant.connect({ machine, engine, rateLimits })]),
  );
  const stop = new AbortController();
  engine
    .runWorkers({
      resolveIntegration: async ({ integrationId }) => integrations.get(integrationId),
      concurrency: plan.concurrency,
      fetchConcurrency: plan.fetchConcurrency,
      signal: stop.signal,
      withWatchdog: plan.hasWatchdog,
    })
    .then(
      () => backend.endProgram(machine),
      (error: unknown) => simulation.fail('workers never give up by themselves', String(error)),
    );
  return {
    machine,
    engine,
    integrations,
    stop: () => stop.abort(new Error('the machine is stopped')),
    get isStopping() {
      return stop.signal.aborted;
    },
  };
}

function connectAll({ fetch, work, processUpdates }: SystemQueues, machine: SimulatedMachine): Record<keyof SystemQueues, MessageQueue> {
  return { fetch: fetch.connect(machine), work: work.connect(machine), processUpdates: processUpdates.connect(machine) };
}
