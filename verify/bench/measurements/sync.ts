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

answerParent(async ({ store, workers, against, faults = false }: SyncMeasurement): Promise<SyncOutcome> => {
  const { processRepository, mappingRepository, createQueue: createStored, close } = await openStore(store);
  const createQueue = faults ? createFaultyQueue : createStored;
  const outcome = await runSync({ processRepository, mappingRepository, workers, createQueue, ...connect(against) });
  await close();
  return outcome;
});

function connect(against: SyncMeasurement['against']): Pick<Parameters<typeof runSync>[0], 'crm' | 'quoContacts'> {
  if ('crmUrl' in against)
    return { crm: { token: against.crmToken, baseUrl: against.crmUrl }, quoContacts: createBenchContacts({ baseUrl: against.quoUrl }) };
  const { crm, quo } = createSandboxes(against.people);
  return { crm, quoContacts: createBenchContacts({ fetch: quo.fetch }) };
}
