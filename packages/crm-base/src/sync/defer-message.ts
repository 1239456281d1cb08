import { toIso, toProcessId, toProcessProgress, type CallOptions, type Process } from '@frigg-crm/core';
import type { SyncMessage } from '../queue/sync-message.ts';
import { askedWaitMs } from '../failures/classify-failure.ts';
import { MAX_DELAY_SECONDS } from '../failures/retry-delay.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

/** Messages that were put off together come back over so many seconds. */
const SPREAD_SECONDS = 3;
const MIN_WAIT_MS = 1000;
/** Whoever was put off for so long without a success uses up attempts, so that a sync ends one day. */
const MAX_DEFERRAL_MS = 26 * 3600 * 1000;

/** A message that needs the APIs of an integration, so it has to wait while they do not want to be called. */
export type ApiMessage = Extract<SyncMessage, { readonly data: { readonly deferredSince?: string } }>;

/**
 * Puts a message off until an integration may call its APIs again. That uses up no attempt: neither of the work nor of
 * the queue, because it is a new message.
 */
export async function deferMessage(
  { queueManager, processManager, clock, random }: SyncDependencies,
  message: ApiMessage,
  { waitMs, ...options }: { readonly waitMs: number } & CallOptions,
): Promise<void> {
  const nowMs = clock.now();
  if (waitMs > MAX_DELAY_SECONDS * 1000) {
    // Longer than a queue delays, it waits without a message. The process knows its missing pages: they are queued again when the time is over.
    const reason = rateLimited(nowMs + waitMs);
    const processId = toProcessId(message.data.processId);
    await processManager.apply([{ type: 'PAUSE_PROCESS', processId, updateId: `park:${reason.until}`, reason }]);
    return;
  }
  const delaySeconds = Math.min(MAX_DELAY_SECONDS, Math.ceil(waitMs / 1000) + Math.floor(random() * SPREAD_SECONDS));
  const deferredSince = message.data.deferredSince ?? toIso(nowMs);
  await queueManager.queue({ ...message, data: { ...message.data, deferredSince } } as ApiMessage, { ...options, delaySeconds });
}

/**
 * Parks the integration of a sync because one of its APIs has asked for a pause, and notes it in the process.
 * @returns milliseconds to wait.
 */
export async function throttleTenant(
  { gate, processManager, clock }: SyncDependencies,
  process: Process,
  errors: readonly unknown[],
): Promise<number> {
  // Without a hint, a second: the next refusal will be as polite.
  const waitMs = Math.max(MIN_WAIT_MS, ...errors.map(askedWaitMs));
  await gate.park(process.integrationId, waitMs);
  const waiting = rateLimited(clock.now() + waitMs);
  const known = toProcessProgress(process).waiting?.until;
  if (known === undefined || known < waiting.until) {
    const updateId = `wait:${process.version}`;
    await processManager.apply([{ type: 'UPDATE_STATE', processId: process.id, updateId, contextUpdates: { waiting } }]);
  }
  return waitMs;
}

function rateLimited(untilMs: number): { readonly code: string; readonly message: string; readonly until: string } {
  return { code: 'RATE_LIMITED', message: 'An API of the integration has asked for a pause', until: toIso(untilMs) };
}

/** @returns whether a message has waited for an API so long that further waiting counts as failing. */
export function isDeferredTooLong({ clock }: SyncDependencies, { deferredSince }: ApiMessage['data']): boolean {
  return deferredSince !== undefined && clock.now() - Date.parse(deferredSince) > MAX_DEFERRAL_MS;
}
