import { answerParent } from '../test-support/child.ts';
import { createFaultyQueue } from '../test-support/faulty-queue.ts';
import { runSync, type SyncOutcome } from '../test-support/run-sync.ts';
import { createBenchContacts, createSandboxes } from '../test-support/sandboxes.ts';
import { openStore, type StoreSetup } from '../test-support/store.ts';
import type { SandboxUrls } from './serve-sandboxes.ts';

/** One sync to measure. */
export interface SyncMeasurement {
  readonly store: StoreSetup;
  readonly workers: number;
  /** Sandboxes of another program, or made here for so many people. */
  readonly against: SandboxUrls | { readonly people: number };
  /** Messages come twice, late and out of order, workers crash. @defaultValue false */
  readonly faults?: boolean | undefined;
}

/** What a sync came to, and what the store takes on the disk at its end, in megabytes. */
export interface StoredSync extends SyncOutcome {
  readonly storedMb: number | undefined;
}

answerParent(async ({ store, workers, against, faults = false }: SyncMeasurement): Promise<StoredSync> => {
  const { processRepository, mappingRepository, createQueue: createStored, storedMb, close } = await openStore(store);
  const createQueue = faults ? createFaultyQueue : createStored;
  const outcome = await runSync({ processRepository, mappingRepository, workers, createQueue, ...connect(against) });
  const stored = { ...outcome, storedMb: await storedMb() };
  await close();
  return stored;
});

function connect(against: SyncMeasurement['against']): Pick<Parameters<typeof runSync>[0], 'crm' | 'quoContacts'> {
  if ('crmUrl' in against)
    return { crm: { token: against.crmToken, baseUrl: against.crmUrl }, quoContacts: createBenchContacts({ baseUrl: against.quoUrl }) };
  const { crm, quo } = createSandboxes(against.people);
  return { crm, quoContacts: createBenchContacts({ fetch: quo.fetch }) };
}
