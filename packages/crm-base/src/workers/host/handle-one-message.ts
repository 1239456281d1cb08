import { channel } from 'node:diagnostics_channel';
import type { CallOptions, ReceivedMessage, Verdict } from '@frigg-crm/core';
import { WaitLimit } from '@frigg-crm/http';
import { parseJson } from '../../queue/sync-message.ts';
import type { SyncDependencies } from '../../sync/sync-dependencies.ts';
import { handleMessage, type SyncWorkersOptions } from '../queue-workers.ts';
import { resolveHost, type InvocationHost } from './invocation-host.ts';
import type { InvocationQueues } from './invocation-queues.ts';
import { isMessage, readTransport } from './message-transport.ts';

/** How a host hands a message over. */
export interface HandleMessageOptions
  extends CallOptions, Pick<SyncWorkersOptions, 'resolveIntegration' | 'integrationWork' | 'verifyAccounts'> {
  /** When the host ends the invocation, in milliseconds since 1970 by the engine's clock. @defaultValue it does not */
  readonly deadlineMs?: number | undefined;
  /** How often the queue has handed the message out, this time included. @defaultValue what the message says, else 1 */
  readonly receiveCount?: number | undefined;
  /** Whether the queue moves the message to its dead-letter queue if this attempt fails. @defaultValue what follows from `host` */
  readonly isLastAttempt?: boolean | undefined;
  /** Names the message in the log. @defaultValue `-` */
  readonly id?: string | undefined;
}

/** With less than this until the deadline nothing is begun, in milliseconds. */
const LEAST_TIME_MS = 10_000;
/** So much before the deadline a fetch passes its position on, in milliseconds; half of the time where there is less. */
const RESERVE_MS = 30_000;
/** So much before the deadline work that hangs is given up, so that its failure can be stored. */
const LAST_WORDS_MS = 3000;

/** Carries `{ waitedMs }` of each message: the milliseconds in which its API calls waited, which the host bills. */
const waits = channel('frigg-crm:waited');

/** What a message is handled with. */
export interface OneMessageDependencies {
  readonly sync: SyncDependencies;
  readonly host: InvocationHost;
  /** Absent where the store keeps no documents. */
  readonly queues: InvocationQueues | undefined;
}

/**
 * Handles one message that a host has received. Near its deadline the message is handed back untouched, which uses up no
 * attempt. What would wait for long inside the invocation is deferred instead. Where the host's queues hand a message out once, what would be a `retry` is sent as a new message, and the
 * verdict is `done`.
 */
export async function handleOneMessage(parts: OneMessageDependencies, body: string, options: HandleMessageOptions): Promise<Verdict> {
  const { sync, host, queues } = parts;
  const { deadlineMs = Infinity, signal, ...delivery } = options;
  const json = parseJson(body);
  const { hops, receives } = readTransport(json);
  const { receivesOnce, maxWaitMs } = resolveHost(host);
  const message = toReceived(body, { host, receives, ...delivery });
  const { receiveCount, isLastAttempt } = message;
  const again = async (count: number, delaySeconds = 0): Promise<Verdict> => {
    if (queues === undefined || !isMessage(json)) return { kind: 'retry', delaySeconds };
    await queues.sendAgain(json, { hops, receives: count, delaySeconds, signal });
    return { kind: 'done' };
  };
  const isStopped = (): boolean => signal?.aborted === true;
  const leftMs = deadlineMs - sync.clock.now();
  if (leftMs < LEAST_TIME_MS || isStopped())
    return receivesOnce || isLastAttempt ? again(receiveCount) : { kind: 'retry', delaySeconds: 0 };
  const limits = limitedBy(sync, leftMs);
  const limit = new WaitLimit({ ms: maxWaitMs, endMs: limits.deadlineMs, clock: sync.clock });
  const dependencies = { ...sync, ...limits, verifyAccounts: delivery.verifyAccounts ?? sync.verifyAccounts };
  const work = async (): Promise<Verdict> => limit.within(async () => handleMessage(dependencies, { message, ...delivery }, { signal }));
  const verdict = queues === undefined ? await work() : await queues.within(hops, work);
  waits.publish({ waitedMs: limit.waitedMs });
  if (verdict.kind !== 'retry' || !receivesOnce) return verdict;
  return again(isStopped() ? receiveCount : receiveCount + 1, verdict.delaySeconds);
}

type Delivery = Pick<HandleMessageOptions, 'receiveCount' | 'isLastAttempt' | 'id'> & {
  readonly host: InvocationHost;
  readonly receives: number;
};

function toReceived(body: string, { host, receives, id = '-', receiveCount = receives, isLastAttempt }: Delivery): ReceivedMessage {
  const { receivesOnce, maxReceives } = resolveHost(host);
  const isLast = isLastAttempt ?? (receivesOnce && receiveCount >= maxReceives);
  return { id, body, groupId: undefined, receiveCount, isLastAttempt: isLast };
}

function limitedBy(
  { clock, fetchTimeBudgetMs }: SyncDependencies,
  leftMs: number,
): Pick<SyncDependencies, 'fetchTimeBudgetMs' | 'deadlineMs'> {
  if (leftMs === Infinity) return { fetchTimeBudgetMs };
  const reserveMs = Math.min(RESERVE_MS, leftMs / 2);
  return { fetchTimeBudgetMs: Math.min(fetchTimeBudgetMs, leftMs - reserveMs), deadlineMs: clock.now() + leftMs - LAST_WORDS_MS };
}
