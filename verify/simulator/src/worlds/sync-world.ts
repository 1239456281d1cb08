import type { Process } from '@frigg-crm/core';
import type { Simulation } from '@frigg-crm/testing';
import { checkAtRest } from '../invariants/check-at-rest.ts';
import { checkCalls, watchCalls } from '../invariants/check-calls.ts';
import { hasFollowUps } from '../invariants/has-follow-ups.ts';
import { checkQuiescence } from '../invariants/check-quiescence.ts';
import { watchAcknowledged } from '../invariants/watch-acknowledged.ts';
import { watchFirstPages } from '../invariants/watch-first-pages.ts';
import { watchSettledPages } from '../invariants/watch-settled-pages.ts';
import { startChanges } from '../system/changes.ts';
import { controlAtRandom, resumePaused } from '../system/control.ts';
import { startFleet, type Fleet } from '../system/fleet.ts';
import { boot, type Node } from '../system/node.ts';
import { sendLateUpdates } from '../system/late-updates.ts';
import { Operator } from '../system/operator.ts';
import { addPausedCrowd } from '../system/paused-crowd.ts';
import { createSimulatedSystem, type SimulatedSystem } from '../system/simulated-system.ts';
import type { SystemPlan } from '../system/system-plan.ts';
import type { Tenant } from '../system/tenant.ts';
import type { World } from './world.ts';

const HOUR_MS = 3_600_000;
/** So long everything may go wrong. */
const CHAOS_MS = 2 * HOUR_MS;
/** By then every sync has ended, once nothing goes wrong any more. */
const END_MS = 12 * HOUR_MS;
/** So long a machine that thawed last may still be at work; and a sweep believes no list that is younger than its overlap. */
const SETTLE_MS = 600_000;
/** Older than the overlap of a sweep. */
const FORGOTTEN_MS = 30 * 60_000;
const DELETIONS = 2;
const CROWD_MS = 120_000;
/** Picks a deletion; see `CrmModel.change`. */
const DELETE_DICE = 0.35;

/** Syncs of whole CRMs, through queues and machines that fail. */
export function createSyncWorld(simulation: Simulation, plan: SystemPlan): World {
  const system = createSimulatedSystem(simulation, plan);
  return {
    play: async () => playSyncs(system),
    ends() {
      const ends: Record<string, number> = {};
      for (const { state } of system.book.all) ends[state] = (ends[state] ?? 0) + 1;
      return ends;
    },
    shared: () => system.backend.shared,
    describe: () => system.book.describe(),
    close: () => system.backend.close(),
  };
}

async function playSyncs(system: SimulatedSystem): Promise<void> {
  const { simulation, book, plan } = system;
  const fleet = startFleet({ ...plan, simulation, boot: (options) => boot(system, options) });
  const operator = new Operator(system, fleet);
  watchCalls(simulation, fleet.machines);
  watchAcknowledged(system, operator);
  watchSettledPages(system);
  watchFirstPages(system);
  if (plan.hasHistory) await playHistory(system, operator);
  const isStarted = startSyncs(system, operator, 'full');
  const changes = startChanges(system, operator);
  addPausedCrowd(system);
  resumePaused(system, operator);
  if (plan.hasOperator) controlAtRandom(system, operator);
  simulation.schedule(CHAOS_MS, 'nothing goes wrong from now on', () => simulation.faults.stop());
  const isUnderWay = (): boolean => book.active.some(({ context }) => context['syncType'] !== 'WEBHOOK');
  await untilEnded(system, () => isStarted() && !isUnderWay());
  changes.stop();
  await untilEnded(system, () => isQuiet(system));
  simulation.faults.stop();
  await untilEnded(system, () => isQuiet(system) && fleet.isWhole);
  await simulation.run({ until: () => false, limitMs: SETTLE_MS });
  await untilEnded(system, () => isQuiet(system));
  await awaitFollowUps(system);
  await playCalm(system, { fleet, operator });
}

/** The watchdog starts a sweep again whose attempts were used up. */
async function awaitFollowUps(system: SimulatedSystem): Promise<void> {
  const { simulation, book, plan } = system;
  if (!plan.hasWatchdog) return;
  await simulation.run({ until: () => !hasFollowUps(book.all), limitMs: END_MS });
  await untilEnded(system, () => isQuiet(system));
}

/** Everything that is there at first was synced, and some of it has gone since. */
async function playHistory(system: SimulatedSystem, operator: Operator): Promise<void> {
  const { simulation, tenants } = system;
  simulation.faults.suspend();
  const isStarted = startSyncs(system, operator, 'full');
  await untilEnded(system, () => isStarted() && isQuiet(system));
  for (const { crm } of tenants) for (let index = 0; index < DELETIONS; index += 1) crm.change(DELETE_DICE);
  await simulation.run({ until: () => false, limitMs: FORGOTTEN_MS });
  simulation.faults.resume();
}

/** What is owed is paid without another sync; what has failed is redriven; then a last sync, and Quo holds what the CRM holds. */
async function playCalm(
  system: SimulatedSystem,
  { fleet, operator }: { readonly fleet: Fleet<Node>; readonly operator: Operator },
): Promise<void> {
  const { simulation, tenants, book } = system;
  if (simulation.violation !== undefined) return;
  checkCalls(simulation, fleet.machines);
  for (const tenant of tenants) checkAtRest(system, tenant);
  await redriveFailed(system, operator);
  if (simulation.violation !== undefined) return;
  const known = new Set(book.all.map(({ id }) => id));
  const isStarted = startSyncs(system, operator, 'calm');
  await untilEnded(system, () => isStarted() && isQuiet(system));
  await awaitFollowUps(system);
  if (simulation.violation !== undefined) return;
  const fresh = book.all.filter(({ id }) => !known.has(id));
  for (const tenant of tenants) checkQuiescence(system, tenant, { all: book.all, fresh });
}

/** Redrives the newest sync of each tenant that failed, while dead letters of its life before come late. */
async function redriveFailed(system: SimulatedSystem, operator: Operator): Promise<void> {
  const { simulation, tenants, book, backend } = system;
  const failed = tenants.flatMap(({ plan }) => lastFailed(book.all, plan.integrationId) ?? []);
  let open = failed.length;
  for (const before of failed) {
    const { id, integrationId } = before;
    operator.ask({
      name: `redrive ${id}`,
      integrationId,
      run: async (_, { engine }) => engine.control.redriveSync(id),
      refusals: ['INVALID_PROCESS_DATA', 'ACTIVE_PROCESS_EXISTS'],
      onDone() {
        open -= 1;
        if ((book.find(id)?.ledger.generation ?? 0) > (before.ledger.generation ?? 0)) sendLateUpdates(system, operator, before);
      },
    });
  }
  simulation.schedule(100, 'dead letters arrive', () => Object.values(backend.deadLetterQueues).forEach((queue) => queue.release()));
  await untilEnded(system, () => open === 0 && isQuiet(system));
  for (const { id, integrationId } of failed) {
    const isFlawed = tenants.some(({ plan }) => plan.integrationId === integrationId && plan.flaw !== 'none');
    const state = book.find(id)?.state;
    if (state !== 'COMPLETED' && !isFlawed) simulation.fail('a redrive without faults completes', `${id} ended in ${state}`);
  }
}

function lastFailed(processes: readonly Process[], integrationId: string): Process | undefined {
  const last = processes.filter((process) => process.integrationId === integrationId && process.context['syncType'] !== 'WEBHOOK').at(-1);
  return last?.state === 'ERROR' ? last : undefined;
}

/** @returns whether each tenant's sync was started. */
function startSyncs({ simulation, tenants, book }: SimulatedSystem, operator: Operator, how: 'full' | 'calm'): () => boolean {
  let waiting = tenants.length;
  const isCrowded = tenants.some(({ plan }) => plan.isSlow);
  const start = ({ plan: { integrationId, crm } }: Tenant): void => {
    const hasCompleted = book.all.some(
      (process) => process.integrationId === integrationId && process.state === 'COMPLETED' && process.context['syncType'] !== 'WEBHOOK',
    );
    // A list by page numbers loses people when others leave it: only a full list finds them again.
    const isDelta = how === 'calm' && hasCompleted && crm !== 'pages' && crm !== 'uncounted pages';
    operator.ask({
      name: isDelta ? 'sync what changed' : 'sync everything',
      integrationId,
      run: async (integration, { engine: { syncOrchestrator } }) =>
        isDelta ? syncOrchestrator.startOngoingSync({ integration }) : syncOrchestrator.startInitialSync({ integration }),
      onDone: () => void (waiting -= 1),
    });
  };
  for (const tenant of tenants) {
    // By then the slow ones have used up their room.
    if (isCrowded && !tenant.plan.isSlow) simulation.schedule(CROWD_MS, 'a tenant begins beside slow ones', () => start(tenant));
    else start(tenant);
  }
  return () => waiting === 0;
}

/** Nothing is under way: no sync, and no message. */
function isQuiet({ book, backend }: SimulatedSystem): boolean {
  return book.active.length === 0 && backend.liveQueues.every(({ size }) => size === 0);
}

async function untilEnded({ simulation }: SimulatedSystem, until: () => boolean): Promise<void> {
  const end = await simulation.run({ until, limitMs: CHAOS_MS + END_MS });
  if (end === 'idle' || end === 'late') simulation.fail('every sync ends', `it is ${end}`);
}
