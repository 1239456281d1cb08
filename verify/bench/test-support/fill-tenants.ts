import { CreateProcess, type DocumentStore, type Integration, type Store } from '@frigg-crm/core';
import { tenantServices } from './tenant-services.ts';

const DAY_MS = 24 * 3_600_000;
const BATCH = 500;

/**
 * Stores integrations that are set up, checked and synced: the next check and the next sync of each are hours away. Every
 * hundredth has a sync under way that waits for its CRM.
 */
export async function fillTenants(store: Store, count: number): Promise<void> {
  const { integrations } = tenantServices(store).services;
  const now = Date.now();
  const at = new Date(now).toISOString();
  for (let from = 0; from < count; from += BATCH)
    await Promise.all(
      Array.from({ length: Math.min(BATCH, count - from) }, async (_, index) => {
        const number = from + index;
        const dueAt = new Date(now + DAY_MS / 2 + (number / count) * DAY_MS).toISOString();
        await integrations.create(toIntegration(number, { at, dueAt }));
      }),
    );
  const createProcess = new CreateProcess({ processRepository: store.processRepository });
  for (let number = 0; number < count; number += 100)
    await createProcess.execute({
      userId: `user-${number}`,
      integrationId: idOf(number),
      name: `acme-initial-${idOf(number)}`,
      type: 'CRM_SYNC',
      context: { syncType: 'INITIAL', personObjectType: 'Person', connector: 'acme', pageSize: 100, startTime: at },
    });
  await settleSchedules(store.documents);
}

/** What was enrolled just now is where it is after its first sync. */
async function settleSchedules(documents: DocumentStore): Promise<void> {
  const dueAt = new Date(Date.now() + DAY_MS).toISOString();
  for (;;) {
    const due = await documents.query({
      collection: 'sync-schedules',
      dueBefore: new Date(Date.now() + DAY_MS / 2).toISOString(),
      limit: 500,
    });
    if (due.length === 0) return;
    await Promise.all(due.map(async (one) => documents.save({ ...one, value: { ...one.value, waitMs: 2 * DAY_MS }, dueAt })));
  }
}

function idOf(number: number): string {
  return `integration-${String(number).padStart(6, '0')}`;
}

function toIntegration(number: number, { at, dueAt }: { readonly at: string; readonly dueAt: string }): Integration {
  return {
    id: idOf(number),
    userId: `user-${number}`,
    connector: 'acme',
    status: 'ENABLED',
    config: { enabledPhoneIds: ['PN1', 'PN2'], callLoggingEnabled: true },
    messages: [],
    lookupKeys: [`acme/${number}`],
    setUpAt: at,
    dueAt,
    failedAttempts: 0,
    createdAt: at,
    updatedAt: at,
    version: 0,
  };
}
