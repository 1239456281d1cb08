import type { Process, ProcessRepository } from '@frigg-crm/core';
import { countValues } from '@frigg-crm/core/adapter';
import type { Connector, WorkerInput } from '../worker/worker-input.ts';
import { openBackends, type BackendKind } from './backends.ts';
import { isFullSync, readOutcome, toExpectedOutcome, type Outcome } from './outcome.ts';
import type { TestQueues } from './queue-server.ts';
import { openSandboxes, type Sandboxes } from './sandboxes.ts';
import type { ServerUrls } from './servers.ts';
import { startWorker, type Worker } from './worker.ts';

export interface TestSystemOptions {
  readonly connector: Connector;
  /** Of the integration; no two systems on the same servers share one. */
  readonly integrationId: string;
  /** @defaultValue 60 */
  readonly people?: number | undefined;
  /** Whether workers send what happened through a FIFO queue, instead of storing it themselves. @defaultValue false */
  readonly areUpdatesQueued?: boolean | undefined;
  /** Where the store and the queues are. @defaultValue 'servers' */
  readonly backends?: BackendKind | undefined;
  /** See `SandboxOptions`. */
  readonly quoLatencyMs?: number | undefined;
}

/** Two sides, a store and queues that outlive every worker. Nothing in it is shared with another system. */
export interface TestSystem {
  readonly integrationId: string;
  readonly sandboxes: Sandboxes;
  /** @throws where the queues are in the file of a store. */
  readonly queues: TestQueues;
  readonly processRepository: ProcessRepository;
  /** Starts a worker that works on all of this. */
  startWorker(options?: Partial<WorkerInput>): Worker;
  /** @returns the full sync, `undefined` before there is one. */
  findProcess(): Promise<Process | undefined>;
  /** Waits until the sync is as wanted. @throws when that takes too long. */
  until(isWanted: (process: Process) => boolean): Promise<Process>;
  /** Waits until the sync has ended, and the one of those who changed meanwhile, which follows it. */
  untilEnded(): Promise<void>;
  /** Waits until so many pages are settled. */
  untilSettled(pages: number): Promise<Process>;
  /** @returns what the sync has come to, on all sides. */
  outcome(): Promise<Outcome>;
  /** What it must come to. */
  readonly expected: Outcome;
  /** Ends the workers and closes the rest. */
  close(): Promise<void>;
}

const MAX_WAIT_MS = 60_000;
const POLL_MS = 50;

/** Opens a system. */
export async function openTestSystem(servers: ServerUrls, options: TestSystemOptions): Promise<TestSystem> {
  const { connector, integrationId, people = 60, quoLatencyMs, areUpdatesQueued = false, backends: kind = 'servers' } = options;
  const [sandboxes, backends] = await Promise.all([
    openSandboxes({ connector, people, quoLatencyMs }),
    openBackends(kind, servers, { integrationId, areUpdatesQueued }),
  ]);
  const { processRepository } = backends;
  const workers: Worker[] = [];
  const findAll = async (): Promise<readonly Process[]> => processRepository.find({ integrationId });
  const findProcess = async (): Promise<Process | undefined> => (await findAll()).find(isFullSync);
  const explain = (): string => workers.map(({ stderr }) => stderr).join('\n');
  const input: WorkerInput = {
    connector,
    integrationId,
    crm: sandboxes.crm,
    quoUrl: sandboxes.quo.url,
    ...backends.input,
    start: false,
  };
  const until: TestSystem['until'] = async (isWanted) =>
    poll(findProcess, (process): process is Process => process !== undefined && isWanted(process), explain);
  return {
    integrationId,
    sandboxes,
    get queues() {
      if (backends.queues === undefined) throw new TypeError('these queues are in the file of a store');
      return backends.queues;
    },
    processRepository,
    startWorker(changes = {}) {
      const worker = startWorker({ ...input, ...changes }, servers);
      workers.push(worker);
      return worker;
    },
    findProcess,
    until,
    untilSettled: async (pages) => until((process) => countSettled(process) >= pages),
    async untilEnded() {
      const areEnded = (all: readonly Process[]): all is readonly Process[] =>
        all.length > 1 && all.every(({ endedAt }) => endedAt !== null);
      await poll(findAll, areEnded, explain);
    },
    outcome: async () => readOutcome({ processes: await findAll(), sandboxes, deadLetters: await backends.countDeadLetters() }),
    expected: toExpectedOutcome(sandboxes),
    async close() {
      await Promise.all(workers.map(async (worker) => worker.kill()));
      await Promise.all([sandboxes.close(), backends.close()]);
    },
  };
}

/** Polls until the state is as wanted. A store that is away for a moment is part of some systems. */
async function poll<Seen, Wanted extends Seen>(
  read: () => Promise<Seen>,
  isWanted: (seen: Seen) => seen is Wanted,
  explain: () => string,
): Promise<Wanted> {
  const deadlineMs = Date.now() + MAX_WAIT_MS;
  for (;;) {
    const seen = await read().catch(() => undefined);
    if (seen !== undefined && isWanted(seen)) return seen;
    if (Date.now() > deadlineMs) throw new Error(`this is what it has come to: ${JSON.stringify(seen, undefined, 2)}\n${explain()}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** @returns how many pages are settled. */
export function countSettled(process: Process | undefined): number {
  return process === undefined ? 0 : countValues(process.ledger.settled);
}
