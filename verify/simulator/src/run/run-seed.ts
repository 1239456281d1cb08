import { Simulation, installVirtualGlobals, type FaultKind } from '@frigg-crm/testing';
import { checkQuiescence } from '../invariants/check-quiescence.ts';
import { bringChange } from '../system/changes.ts';
import { startFleet } from '../system/fleet.ts';
import { Operator } from '../system/operator.ts';
import { createSimulatedSystem, type SimulatedSystem } from '../system/simulated-system.ts';
import { planSystem } from '../system/system-plan.ts';
import { releasePaused, steerAtRandom } from '../system/steer.ts';
import type { SeedResult } from './seed-result.ts';

export interface RunSeedOptions {
  readonly seed: number;
  /** Only these faults. @defaultValue all */
  readonly kinds?: readonly FaultKind[] | undefined;
  readonly onTrace?: ((line: string) => void) | undefined;
}

const HOUR_MS = 3_600_000;
/** So long everything may go wrong. */
const CHAOS_MS = 2 * HOUR_MS;
/** By then every sync has ended, once nothing goes wrong any more. */
const END_MS = 12 * HOUR_MS;
/** So long whoever was thawed last may still be at work; and a sweep believes no list that is younger than its overlap. */
const SETTLE_MS = 600_000;

/** Plays one seed: syncs while everything goes wrong, then in peace, and holds the system to its promises all the time. */
export async function runSeed({ seed, kinds, onTrace }: RunSeedOptions): Promise<SeedResult> {
  const plan = planSystem(seed, kinds);
  const simulation = new Simulation({ seed, faults: plan.faults, onTrace });
  const startMs = simulation.now();
  const restore = installVirtualGlobals(simulation);
  const onUnhandled = (error: unknown): void => simulation.fail('no promise is left to fail', describeError(error));
  process.on('unhandledRejection', onUnhandled);
  const system = createSimulatedSystem(simulation, plan);
  try {
    await play(system);
  } finally {
    process.off('unhandledRejection', onUnhandled);
    restore();
  }
  return toResult(system, simulation.now() - startMs);
}

async function play(system: SimulatedSystem): Promise<void> {
  const { simulation, book } = system;
  const fleet = startFleet(system);
  const operator = new Operator(system, fleet);
  const isStarted = startSyncs(system, operator, 'startInitialSync');
  const changes = bringChange(system, operator);
  releasePaused(system, operator);
  if (system.plan.hasOperator) steerAtRandom(system, operator);
  simulation.schedule(CHAOS_MS, 'nothing goes wrong from now on', () => simulation.faults.stop());
  const isUnderWay = (): boolean => book.active.some(({ context }) => context['syncType'] !== 'WEBHOOK');
  await untilEnded(system, () => isStarted() && !isUnderWay());
  changes.stop();
  await untilEnded(system, () => isQuiet(system));
  simulation.faults.stop();
  await untilEnded(system, () => isQuiet(system) && fleet.isWhole);
  await simulation.run({ until: () => false, limitMs: SETTLE_MS });
  await inPeace(system, operator);
}

/** Whatever has failed is started again, whatever has changed is brought over: then Quo must hold what the CRM holds. */
async function inPeace(system: SimulatedSystem, operator: Operator): Promise<void> {
  const { simulation, tenants, book } = system;
  if (simulation.violation !== undefined) return;
  const known = new Set(book.all.map(({ id }) => id));
  const isStarted = startSyncs(system, operator, 'calm');
  await untilEnded(system, () => isStarted() && isQuiet(system));
  if (simulation.violation !== undefined) return;
  const fresh = book.all.filter(({ id }) => !known.has(id));
  for (const tenant of tenants) await checkQuiescence(system, tenant, { all: book.all, fresh });
}

/** @returns whether each tenant's sync was started. */
function startSyncs({ tenants, book }: SimulatedSystem, operator: Operator, how: 'startInitialSync' | 'calm'): () => boolean {
  let waiting = tenants.length;
  for (const { plan } of tenants) {
    const { integrationId } = plan;
    const hasCompleted = book.all.some(
      (process) => process.integrationId === integrationId && process.state === 'COMPLETED' && process.context['syncType'] !== 'WEBHOOK',
    );
    // A list by page numbers loses people when others leave it: only a whole look finds them again.
    const isDelta = how === 'calm' && hasCompleted && plan.crm !== 'pages' && plan.crm !== 'uncounted pages';
    operator.ask({
      name: isDelta ? 'sync what changed' : 'sync everybody',
      integrationId,
      run: async (integration, { engine: { syncOrchestrator } }) =>
        isDelta ? syncOrchestrator.startOngoingSync({ integration }) : syncOrchestrator.startInitialSync({ integration }),
      onDone() {
        waiting -= 1;
      },
    });
  }
  return () => waiting === 0;
}

/** Nothing is under way: no sync, and no message. */
function isQuiet({ book, queues }: SimulatedSystem): boolean {
  return book.active.length === 0 && Object.values(queues).every(({ size }) => size === 0);
}

async function untilEnded({ simulation }: SimulatedSystem, until: () => boolean): Promise<void> {
  const end = await simulation.run({ until, limitMs: CHAOS_MS + END_MS });
  if (end === 'idle' || end === 'late') simulation.fail('every sync ends', `it is ${end}`);
}

function toResult({ simulation, book, plan }: SimulatedSystem, virtualMs: number): SeedResult {
  const { seed, trace, faults, violation } = simulation;
  const ends: Record<string, number> = {};
  for (const { state } of book.all) ends[state] = (ends[state] ?? 0) + 1;
  return {
    seed,
    events: trace.count,
    hash: trace.hash,
    injected: faults.injected,
    ends,
    virtualMs,
    violation: violation && {
      seed,
      invariant: violation.invariant,
      detail: violation.detail,
      trace: trace.tail(),
      processes: book.describe(),
      plan: JSON.stringify(plan),
    },
  };
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
