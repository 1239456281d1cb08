import { handleEachMessage, type OutgoingMessage, type Verdict } from '@frigg-crm/core';
import { createMemoryQueue, createRandom } from '@frigg-crm/memory';
import type { BenchOptions } from '../test-support/options.ts';
import { printTable, type Row } from '../test-support/table.ts';

const SMALL_TENANTS = 100;
const SMALL_MESSAGES = 10;
/** The big tenant's share of the backlog is 99 of 100 messages, unless `--jobs` says how many it has. */
const BIG_MESSAGES = SMALL_TENANTS * SMALL_MESSAGES * 99;
const CONCURRENCY = 10;
const HANDLER_MS = { min: 1, max: 19 };
/** How long the big tenant has the queue for itself, where it is there first. */
const HEAD_START_MS = 500;
const SEED = 7;

interface Situation {
  readonly name: string;
  readonly bigMessages: number;
  readonly isFirst: boolean;
  /** Whether the messages of the big tenant come back for a retry, again and again. */
  readonly retries: boolean;
  /** Without groups the queue does not know the tenants. */
  readonly groups: boolean;
}

const ALONE: Situation = { name: 'small tenants alone', bigMessages: 0, isFirst: false, retries: false, groups: true };

/** How long small tenants wait beside one that has almost the whole backlog, from `send` to the start of the handler. */
export async function fairness({ jobs: bigMessages = BIG_MESSAGES }: BenchOptions): Promise<readonly Row[]> {
  const beside = { ...ALONE, bigMessages };
  const alone = await measure(ALONE);
  const rows = [toRow(ALONE, alone, alone)];
  for (const situation of [
    { ...beside, name: 'beside the big tenant', isFirst: false },
    { ...beside, name: 'the big one holds all lanes', isFirst: true },
    { ...beside, name: 'its retries keep coming due', isFirst: true, retries: true },
    // A tenth, or this row alone would take minutes.
    { ...beside, name: 'no groups, a tenth of it', bigMessages: Math.ceil(bigMessages / 10), groups: false },
  ]) {
    rows.push(toRow(situation, await measure(situation), alone));
  }
  const backlog = `${SMALL_TENANTS} small tenants with ${SMALL_MESSAGES} messages each, ${CONCURRENCY} handlers of ${HANDLER_MS.min} to ${HANDLER_MS.max} ms`;
  printTable(`fairness of the memory queue: ${backlog}; waits in ms`, rows);
  console.log(
    '\nAmazon SQS spreads groups of standard queues by itself (fair queues). Its emulator fauxqs does not: nothing to measure there.',
  );
  return rows;
}

async function measure({ bigMessages, isFirst, retries, groups }: Situation): Promise<readonly number[]> {
  const queue = createMemoryQueue({ maxReceiveCount: Number.POSITIVE_INFINITY });
  const random = createRandom(SEED);
  const duration = (): number => random.integer(HANDLER_MS.min, HANDLER_MS.max);
  const toMessage = (tenant: string): OutgoingMessage => ({ body: `${tenant} ${duration()}`, ...(groups ? { groupId: tenant } : {}) });
  const small = Array.from({ length: SMALL_TENANTS * SMALL_MESSAGES }, (_, index) => toMessage(`tenant-${index % SMALL_TENANTS}`));
  const big = Array.from({ length: bigMessages }, () => toMessage('big'));
  const waits: number[] = [];
  const stop = new AbortController();
  let sentMs = 0;
  const handler = handleEachMessage(async ({ body }): Promise<Verdict> => {
    const [tenant, durationMs] = body.split(' ');
    if (tenant !== 'big') waits.push(performance.now() - sentMs);
    await pause(Number(durationMs));
    if (waits.length === small.length) stop.abort();
    return tenant === 'big' && retries ? { kind: 'retry', delaySeconds: waits.length % 2 } : { kind: 'done' };
  });
  await queue.send(big);
  const consuming = isFirst ? queue.consume(handler, { concurrency: CONCURRENCY, signal: stop.signal }) : undefined;
  await pause(isFirst ? HEAD_START_MS : 0);
  sentMs = performance.now();
  await queue.send(small);
  await (consuming ?? queue.consume(handler, { concurrency: CONCURRENCY, signal: stop.signal }));
  return waits.toSorted((a, b) => a - b);
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

function toRow({ name, bigMessages, groups }: Situation, waits: readonly number[], alone: readonly number[]): Row {
  const ratio = at(waits, 0.99) / at(alone, 0.99);
  return {
    situation: name,
    'messages of the big tenant': bigMessages,
    'p50 wait': Math.round(at(waits, 0.5)),
    'p99 wait': Math.round(at(waits, 0.99)),
    'longest wait': Math.round(at(waits, 1)),
    'p99 against alone': Math.round(ratio * 100) / 100,
    'as promised': ratio < 2 ? 'yes' : groups ? 'NO' : 'no',
  };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
