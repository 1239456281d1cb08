import { QUEUES, STORES, type TestQueues, type TestStore } from '@frigg-crm/kit';

/**
 * Every store with every kind of queue, by their names; MongoDB with one of them only, and queues in a SQLite file with that
 * store only: what a queue does differently shows with any store, and these runs are most of what the tests cost.
 */
export const SYSTEMS = Object.keys(STORES)
  .flatMap((store) => Object.keys(QUEUES).map((queue) => ({ store, queue })))
  .filter(({ store, queue }) => (store !== 'MongoDB' || queue === 'memory') && (store === 'SQLite' || queue !== 'SQLite'));

/** A store and a kind of queue, open. */
export interface TestSystem {
  readonly store: TestStore;
  readonly queues: TestQueues;
  close(): Promise<void>;
}

/** Opens one of {@link SYSTEMS}. */
export async function openTestSystem({ store, queue }: (typeof SYSTEMS)[number]): Promise<TestSystem> {
  const [openStore, openQueues] = [STORES[store], QUEUES[queue]];
  if (openStore === undefined || openQueues === undefined) throw new TypeError(`no system of ${store} and ${queue}`);
  const opened = { store: await openStore(), queues: await openQueues() };
  return {
    ...opened,
    async close() {
      await opened.queues.close();
      await opened.store.close();
    },
  };
}
