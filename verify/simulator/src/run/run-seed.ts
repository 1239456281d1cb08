import { setImmediate } from 'node:timers/promises';
import { Simulation, installVirtualGlobals, type FaultKind } from '@frigg-crm/testing';
import { planIntegration } from '../integrations/integration-plan.ts';
import type { StoreKind } from '../system/backend.ts';
import { planOnSqlite, planSystem } from '../system/system-plan.ts';
import { createIntegrationWorld } from '../worlds/integration-world.ts';
import { createSyncWorld } from '../worlds/sync-world.ts';
import type { World } from '../worlds/world.ts';
import type { SeedResult } from './seed-result.ts';

export interface RunSeedOptions {
  readonly seed: number;
  readonly store: StoreKind;
  /** Only these faults. @defaultValue all */
  readonly kinds?: readonly FaultKind[] | undefined;
  readonly onTrace?: ((line: string) => void) | undefined;
}

/** Of ten seeds seven play syncs, two webhooks, one the life of an integration. */
function worldOf(seed: number): 'syncs' | 'events' | 'lifecycle' {
  if (seed % 10 === 9) return 'lifecycle';
  return seed % 10 === 3 || seed % 10 === 6 ? 'events' : 'syncs';
}

/** Plays one seed: what it decides, while everything goes wrong, then in peace; the invariants are checked all the time. */
export async function runSeed({ seed, store, kinds, onTrace }: RunSeedOptions): Promise<SeedResult> {
  const kind = worldOf(seed);
  const planSyncs = store === 'sqlite' ? planOnSqlite : planSystem;
  const plan = kind === 'syncs' ? planSyncs(seed, kinds) : planIntegration({ seed, store, kind }, kinds);
  const simulation = new Simulation({ seed, faults: plan.faults, onTrace });
  const startMs = simulation.now();
  const restore = installVirtualGlobals(simulation);
  const onUnhandled = (error: unknown): void => simulation.fail('no rejection is unhandled', describeError(error));
  process.on('unhandledRejection', onUnhandled);
  const world = 'kind' in plan ? createIntegrationWorld(simulation, plan) : createSyncWorld(simulation, plan);
  try {
    await world.play();
  } finally {
    process.off('unhandledRejection', onUnhandled);
    restore();
    // What an observer still reads comes to its end first.
    await setImmediate();
    world.close();
  }
  return toResult(simulation, { world, plan, startMs });
}

function toResult(
  simulation: Simulation,
  { world, plan, startMs }: { readonly world: World; readonly plan: object; readonly startMs: number },
): SeedResult {
  const { seed, trace, faults, violation } = simulation;
  return {
    seed,
    events: trace.count,
    hash: trace.hash,
    injected: faults.injected,
    ends: world.ends(),
    virtualMs: simulation.now() - startMs,
    shared: { ...world.shared() },
    violation: violation && {
      seed,
      invariant: violation.invariant,
      detail: violation.detail,
      trace: trace.tail(),
      processes: world.describe(),
      plan: JSON.stringify(plan),
    },
  };
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
