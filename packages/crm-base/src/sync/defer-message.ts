import { toProcessProgress, type CallOptions, type Process } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { SyncMessage } from '../queue/sync-message.ts';
import { MAX_DELAY_SECONDS } from '../failures/retry-delay.ts';
import { isBudgetBusy, isRateLimited, rateLimitKeyOf } from '../failures/classify-failure.ts';
import { readSyncContext } from '../process/sync-context.ts';
import { pauseSync } from './pause-sync.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

/** An integration has an account or two, and keys that change with it. */
const MAX_KEYS = 10;
/** Messages that were deferred together come back over so many seconds. */
const SPREAD_SECONDS = 3;

/** A message that needs the APIs of an integration, so it has to wait while they are rate-limited. */
export type ApiMessage = Extract<SyncMessage, { readonly data: { readonly deferredSince?: string } }>;

/** Which message has to wait, and how long. */
export interface Deferral {
  /** As it was loaded for the message. */
  readonly process: Process;
  readonly message: ApiMessage;
  /** Milliseconds. */
  readonly waitMs: number;
}

/**
 * Defers a message until an integration may call its APIs again. That uses up no attempt: neither of the work nor of the
 * queue, because it is a new message. A wait that is longer than a queue delays pauses the sync instead: the process knows
 * its missing pages, and they are queued again when the time is over. A duplicate of a message that this program has
 * deferred is dropped.
 */
export async function deferMessage(
  dependencies: SyncDependencies,
  { process, message, waitMs }: Deferral,
  options: CallOptions = {},
): Promise<void> {
  const { queueManager, clock, random, ids, deferrals } = dependencies;
  const nowMs = clock.now();
  if (waitMs > MAX_DELAY_SECONDS * 1000 && message.event !== 'SWEEP_DELETED')
    return pauseSync(dependencies, process, rateLimited(nowMs + waitMs));
  const delaySeconds = Math.min(MAX_DELAY_SECONDS, Math.ceil(waitMs / 1000) + Math.floor(random() * SPREAD_SECONDS));
  const { deferredSince = toIso(nowMs), deferral = { id: ids.next(), count: 0 } } = message.data;
  if (deferrals.isSent(deferral)) return;
  const next = { ...message.data, deferredSince, deferral: { ...deferral, count: deferral.count + 1 } };
  await queueManager.queue({ ...message, data: next } as ApiMessage, { ...options, delaySeconds });
  deferrals.add(deferral);
}

/** Why an integration is throttled, and for how long. */
interface ThrottleReason {
  /** Milliseconds. */
  readonly waitMs: number;
  /** What its calls failed with. */
  readonly errors: readonly unknown[];
}

/**
 * Throttles the integration of a sync because one of its APIs is rate-limited, and notes in the process until when, and
 * which accounts are paused: an operator who releases the throttle ends those pauses as well. A budget that is merely used
 * up throttles nothing: it serves the messages that come next.
 */
export async function throttleTenant(
  { gate, processManager, clock }: SyncDependencies,
  process: Process,
  { waitMs, errors }: ThrottleReason,
): Promise<void> {
  if (!errors.some((error) => isRateLimited(error) && !isBudgetBusy(error))) return;
  await gate.throttle(process.integrationId, waitMs);
  if (process.endedAt !== null) return;
  const waiting = rateLimited(clock.now() + waitMs);
  const known = toProcessProgress(process).waiting?.until;
  const { throttledBy: keys } = readSyncContext(process);
  const newKeys = errors.map(rateLimitKeyOf).filter((key): key is string => key !== undefined && !keys.includes(key));
  if (known !== undefined && known >= waiting.until && newKeys.length === 0) return;
  const contextUpdates = { waiting, throttledBy: [...new Set([...keys, ...newKeys])].slice(-MAX_KEYS) };
  await processManager.apply([{ type: 'UPDATE_STATE', processId: process.id, updateId: `wait:${process.version}`, contextUpdates }]);
}

function rateLimited(untilMs: number): { readonly code: string; readonly message: string; readonly until: string } {
  return { code: 'RATE_LIMITED', message: 'An API of the integration is rate-limited', until: toIso(untilMs) };
}
