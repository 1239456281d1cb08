import { QUEUES, STORES, type TestQueues, type TestStore } from '@frigg-crm/kit';

/**
 * Every store with every kind of queue, by their names; MongoDB with one of them only: what a queue does differently
 * shows with any store, and these runs are most of what the tests cost.
 */
export const WORLDS = Object.keys(STORES)
  .flatMap((store) => Object.keys(QUEUES).map((queue) => ({ store, queue })))
  .filter(({ store, queue }) => store !== 'MongoDB' || queue === 'memory');

/** A store and a kind of queue, open. */
export interface World {
  readonly store: TestStore;
  readonly queues: TestQueues;
  close(): Promise<void>;
}

/** Opens one of {@link WORLDS}. */
export async function openWorld({ store, queue }: (typeof WORLDS)[number]): Promise<World> {
  const [openStore, openQueues] = [STORES[store], QUEUES[queue]];
  if (openStore === undefined || openQueues === undefined) throw new TypeError(`no world of ${store} and ${queue}`);
  const opened = { store: await openStore(), queues: await openQueues() };
  return {
    ...opened,
    async close() {
      await opened.queues.close();
      await opened.store.close();
    },
  };
}
