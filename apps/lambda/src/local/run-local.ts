import { setTimeout as delay } from 'node:timers/promises';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { readProgress, toProcessId, type Process } from '@frigg-crm/core';
import { catchUpIdOf, readSyncContext, type SyncExport } from '@frigg-crm/crm-base';
import { planDeployment } from '../deployment/plan-deployment.ts';
import { sumCosts, type Costs } from './costs.ts';
import { deployFunctions, type DeployedFunctions } from './deployed-functions.ts';
import { openWorld, type World } from './open-world.ts';
import type { LocalOptions } from './read-options.ts';
import { KillPlan } from './runtime/kill-plan.ts';
import type { Watched } from './runtime/local-sockets.ts';

/** A sync as the result shows it. */
export interface SyncSummary {
  readonly id: string;
  readonly objectType: string;
  readonly state: string;
  readonly totalRecords: number;
  readonly processedRecords: number;
  readonly totalSynced: number;
  readonly totalFailed: number;
  readonly totalSkipped: number;
}

/** How the full sync went, as its export has it. */
export interface Recorded {
  readonly states: readonly string[];
  /** How many moments its numbers are known at, the end included. */
  readonly samples: number;
  /** Whether no number is smaller than one before. */
  readonly isMonotone: boolean;
}

/** What a run came to. */
export interface LocalResult extends Costs {
  readonly type: 'result';
  readonly processes: readonly SyncSummary[];
  readonly catchUps: readonly SyncSummary[];
  readonly durationMs: number;
  /** What Quo holds at the end. */
  readonly quoContacts: number;
  /** Whether every person was counted once, and Quo holds exactly those that count as synced. */
  readonly ok: boolean;
  readonly kills: number;
  readonly deadLetters: number;
  /** What a watcher over a WebSocket has seen. */
  readonly watched: Watched;
  readonly recorded: Recorded;
  /** The longest chain of invocations that caused one another; AWS stops it at about 16. */
  readonly deepestChain: number;
  readonly invocationsOf: Readonly<Record<string, number>>;
}

const POLL_MS = 250;
/** A run that takes longer is stuck: for one person so long, and twice the share of it in what Quo allows. */
const PATIENCE_MS = { least: 120_000, perPerson: 100, perSecond: 2000 } as const;

/** Runs one full sync, and the sync of those that changed meanwhile, on the local runtime. */
export async function runLocal(options: LocalOptions): Promise<LocalResult> {
  const startedMs = performance.now();
  const plan = planDeployment();
  const world = await openWorld({ ...options, plan });
  const stop = new AbortController();
  const kills = new KillPlan(options);
  const deployed = deployFunctions(world, { ...options, plan, kills, signal: stop.signal });
  let running: Promise<void> = Promise.resolve();
  try {
    const { live } = deployed.functions;
    const token = world.adminToken;
    await world.sockets.watch(live, { id: 'first=', token });
    const syncId = await startSync(world, deployed);
    // The socket breaks, and the watcher comes back with what it has.
    await world.sockets.watch(live, { id: 'second=', token });
    running = deployed.run();
    const syncs = await Promise.race([
      waitForSyncs(world, syncId, options),
      running.then(() => Promise.reject(new Error('the queues are polled no longer'))),
    ]);
    stop.abort();
    await running;
    const watched = await world.sockets.end(live);
    const recorded = toRecorded((await deployed.get(`/api/v1/syncs/${syncId}/export`)) as SyncExport);
    const messages = deployed.sources.reduce((sum, source) => sum + source.messages, 0);
    const usages = Object.values(deployed.functions).map(({ usage }) => usage);
    const costs = sumCosts(usages, { messages, people: options.people, memoryMb: plan.memoryMb });
    const [full, catchUp] = syncs.map(summarise);
    if (full === undefined || catchUp === undefined) throw new TypeError('there are two syncs');
    const quoContacts = world.countContacts();
    return {
      type: 'result',
      processes: [full],
      catchUps: [catchUp],
      durationMs: Math.round(performance.now() - startedMs),
      quoContacts,
      ok: isExact(full, { people: options.people, quoContacts }) && catchUp.state === 'COMPLETED' && kills.left === 0,
      kills: options.kills - kills.left,
      deadLetters: await countDeadLetters(world),
      watched,
      recorded,
      deepestChain: Math.max(...deployed.sources.map(({ deepest }) => deepest)),
      ...costs,
      invocationsOf: Object.fromEntries(Object.values(deployed.functions).map(({ name, usage }) => [name, usage.invocations])),
    };
  } finally {
    stop.abort();
    await running.catch(() => undefined);
    deployed.close();
    await world.close();
  }
}

/** Connects the accounts and starts the sync through the HTTP API. @returns the id of the sync. */
async function startSync({ crm }: World, { post }: DeployedFunctions): Promise<string> {
  const { id: integrationId } = await post('/api/v1/integrations', { connector: 'scaling-test', crm, quo: { apiKey: 'local-key' } });
  const { syncs } = await post('/api/v1/syncs', { integrationId, type: 'initial' });
  const [sync] = syncs as readonly { readonly syncId: string }[];
  if (sync === undefined) throw new TypeError('a started sync is named');
  return sync.syncId;
}

/** @returns the sync and the one that follows it, when both have ended. */
async function waitForSyncs({ store }: World, syncId: string, { people, quoRate }: LocalOptions): Promise<readonly Process[]> {
  const ids = [syncId, catchUpIdOf(syncId)].map(toProcessId);
  const endMs = performance.now() + PATIENCE_MS.least + people * (PATIENCE_MS.perPerson + PATIENCE_MS.perSecond / quoRate);
  for (;;) {
    const found = await store.processRepository.findByIds(ids);
    const ended = ids.flatMap((id) => found.filter((process) => process.id === id && process.endedAt !== null));
    if (ended.length === ids.length) return ended;
    if (performance.now() > endMs) throw new Error(`the syncs have not ended: ${JSON.stringify(found.map(summarise))}`);
    await delay(POLL_MS);
  }
}

function toRecorded({ states, samples }: SyncExport): Recorded {
  const processed = samples.map(({ counts }) => counts.processed);
  return {
    states: states.map(({ state }) => state),
    samples: samples.length,
    isMonotone: processed.every((count, index) => count >= (processed[index - 1] ?? 0)),
  };
}

function isExact(sync: SyncSummary, { people, quoContacts }: { readonly people: number; readonly quoContacts: number }): boolean {
  const { state, totalRecords, processedRecords, totalSynced, totalFailed, totalSkipped } = sync;
  return (
    state === 'COMPLETED' &&
    totalRecords === people &&
    processedRecords === people &&
    totalSynced + totalFailed + totalSkipped === people &&
    totalSynced === quoContacts
  );
}

async function countDeadLetters({ client, queues }: World): Promise<number> {
  const counts = await Promise.all(
    Object.values(queues).map(async ({ deadLetterQueueUrl }) => {
      const command = new GetQueueAttributesCommand({ QueueUrl: deadLetterQueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
      return Number((await client.send(command)).Attributes?.['ApproximateNumberOfMessages'] ?? 0);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function summarise(process: Process): SyncSummary {
  const { totalRecords, processedRecords, totalSynced, totalFailed, totalSkipped } = readProgress(process);
  const { personObjectType: objectType } = readSyncContext(process);
  return { id: process.id, objectType, state: process.state, totalRecords, processedRecords, totalSynced, totalFailed, totalSkipped };
}
