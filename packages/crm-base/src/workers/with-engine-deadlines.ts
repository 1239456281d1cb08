import { StorageError, type Clock, type MessageQueue } from '@frigg-crm/core';
import { PORT_TIMEOUT_MS, withDeadlines, withTimeout } from '@frigg-crm/core/adapter';
import type { SyncEngineQueues, SyncEngineStore } from './engine-options.ts';

type StoreParts = Omit<SyncEngineStore, 'maintain'>;

/** What one call may take. */
export interface EngineDeadlines {
  readonly clock: Clock;
  /** @defaultValue 120_000 */
  readonly ms: number | undefined;
}

/** @returns the parts of a store, each call of which has a deadline. */
export function withStoreDeadlines<Parts extends Partial<StoreParts>>(
  store: Parts,
  deadlines: EngineDeadlines,
): Pick<Parts, keyof Parts & keyof StoreParts> {
  const names = {
    processRepository: 'process repository',
    mappingRepository: 'mapping repository',
    leases: 'leases',
    rateLimits: 'rate limits',
    documents: 'document store',
  } as const;
  const parts = Object.entries(names).flatMap(([key, name]) => {
    const part = store[key as keyof typeof names];
    return part === undefined ? [] : [[key, withDeadlines<object>(part, { ...deadlines, name })]];
  });
  // Each part under its own key.
  return Object.fromEntries(parts) as Pick<Parts, keyof Parts & keyof StoreParts>;
}

/** @returns the queues, whose `send` has a deadline: to receive takes as long as it takes. */
export function withQueueDeadlines(
  { fetch, work, processUpdates, deadLetters = {}, isShared }: SyncEngineQueues,
  deadlines: EngineDeadlines,
): SyncEngineQueues {
  const limit = <Queue extends MessageQueue | undefined>(queue: Queue, name: string): Queue =>
    queue === undefined ? queue : withDeadlines<MessageQueue & Queue>(queue, { ...deadlines, name, except: ['consume', 'close'] });
  return {
    fetch: limit(fetch, 'fetch queue'),
    work: limit(work, 'work queue'),
    processUpdates: limit(processUpdates, 'queue of process updates'),
    // Nothing is sent to these.
    deadLetters,
    isShared,
  };
}

/** @returns the same function of the app, whose calls have a deadline. */
export function withCallDeadline<Args extends readonly unknown[], Result>(
  call: (...args: Args) => Promise<Result>,
  name: string,
  { clock, ms = PORT_TIMEOUT_MS }: EngineDeadlines,
): (...args: Args) => Promise<Result> {
  const onTimeout = (): Error => new StorageError(`${name} did not return within ${ms} ms`);
  return async (...args) => withTimeout(clock, async () => call(...args), { ms, onTimeout });
}
