import { silentLogger, toProcessProgress, type Process } from '@frigg-crm/core';
import { exportSync, type SyncExport } from '@frigg-crm/crm-base';
import { openMemoryStore } from '@frigg-crm/memory';
import { aProcess, createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { flushAfter } from '../handlers/flush-after.ts';
import { openPublishing } from './open-publishing.ts';

type MemoryStore = ReturnType<typeof openMemoryStore>;

function aSync(clock: VirtualClock): Process {
  const startTime = new Date(clock.now()).toISOString();
  const guard = { kept: null, left: 1, stretch: 1, empty: 0 };
  const context = {
    connector: 'scaling-test',
    syncType: 'INITIAL',
    personObjectType: 'Person',
    currentPage: 0,
    pagination: { pageSize: 10, currentCursor: null, nextPage: 0, hasMore: true, plannedPages: null, guard },
    startTime,
    lastSyncedTimestamp: null,
  };
  return aProcess({ type: 'CRM_SYNC', state: 'INITIALIZING', context, createdAt: startTime, updatedAt: startTime });
}

/** An instance of a function; each invocation saves one change of a sync. */
function openInstance(
  store: MemoryStore,
  { clock, flushLive }: { readonly clock: VirtualClock; readonly flushLive?: () => Promise<void> },
): (changed: Process) => Promise<Process> {
  const live = flushLive && { publisher: { publish: () => undefined }, flush: flushLive };
  const { publisher, flush } = openPublishing({ store, clock, logger: silentLogger, live });
  return flushAfter(
    async () => ({ flush }),
    async (changed: Process) => {
      const updatedAt = new Date(clock.now()).toISOString();
      const saved = await store.processRepository.save({ ...changed, updatedAt });
      publisher.publish(toProcessProgress(saved));
      return saved;
    },
  );
}

async function exported({ documents }: MemoryStore, process: Process): Promise<SyncExport> {
  return exportSync(process, { documents, at: process.updatedAt });
}

it('records a sync over instances that are frozen between invocations, into one recording', async () => {
  const clock = createVirtualClock();
  const store = openMemoryStore({ clock });
  let lastWriteMs = 0;
  const slow: MemoryStore = {
    ...store,
    documents: {
      ...store.documents,
      async save(...args) {
        await clock.sleep(50);
        lastWriteMs = clock.now();
        return store.documents.save(...args);
      },
    },
  };
  let sync = aSync(clock);
  await store.processRepository.create(sync);
  const instances = [openInstance(slow, { clock }), openInstance(slow, { clock })];
  for (const [round, state] of ['QUEUING_PAGES', 'PROCESSING_BATCHES', 'PROCESSING_BATCHES', 'COMPLETED'].entries())
    for (const invoke of instances) {
      let endedMs = 0;
      const invocation = invoke({ ...sync, state, context: { ...sync.context, processedRecords: round * 10 } }).then((saved) => {
        endedMs = clock.now();
        sync = saved;
      });
      await clock.advance(600);
      await invocation;
      // Nothing is left to be written when the instance is frozen.
      expect(endedMs).toBeGreaterThanOrEqual(lastWriteMs);
    }
  const { states, samples } = await exported(store, sync);
  expect(states.map(({ state }) => state)).toEqual(['INITIALIZING', 'QUEUING_PAGES', 'PROCESSING_BATCHES', 'COMPLETED']);
  // Where no state is new, one sample of a second does for both.
  expect(samples.map(({ counts }) => counts.processed)).toEqual([0, 0, 10, 10, 20, 30, 30]);
});

it('ends an invocation in time, and its work with it, when nothing can be recorded and nothing be sent', async () => {
  const clock = createVirtualClock();
  const store = openMemoryStore({ clock });
  const sync = aSync(clock);
  await store.processRepository.create(sync);
  const documents = { ...store.documents, find: async () => new Promise<undefined>(() => undefined) };
  const invoke = openInstance({ ...store, documents }, { clock, flushLive: async () => clock.sleep(1000) });
  let saved: Process | undefined;
  const working = invoke({ ...sync, state: 'QUEUING_PAGES' }).then((process) => (saved = process));
  await clock.advance(1900);
  expect(saved).toBeUndefined();
  await clock.advance(200);
  expect(saved?.state).toBe('QUEUING_PAGES');
  await working;
});
