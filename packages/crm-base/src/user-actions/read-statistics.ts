import { readCounts, type CallOptions, type Integration, type JsonObject, type Process } from '@frigg-crm/core';
import * as z from 'zod';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { WEBHOOK_SECRETS, toSubscriptions } from '../lifecycle/webhook-secrets.ts';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import type { CommonActionsDependencies } from './common-actions-dependencies.ts';

const LAST_SYNCS = 5;

/** Of one integration: who is synced, how the last syncs ended, which webhooks there are, and whether it waits for a rate limit. */
export async function readStatistics(
  { mappingRepository, processRepository, vault, gate }: CommonActionsDependencies,
  { record, crm, signal }: CallOptions & { readonly record: Integration; readonly crm: CrmIntegration },
): Promise<JsonObject> {
  const { id: integrationId, status, setUpAt, dueAt, messages } = record;
  const types = crm.config.personObjectTypes.map(({ crmObjectName }) => crmObjectName);
  const [people, syncs, quoSecret, crmSecret, throttledForMs] = await Promise.all([
    Promise.all(
      types.map(async (objectType) => ({ objectType, inQuo: await mappingRepository.count({ integrationId, objectType, signal }) })),
    ),
    processRepository.find({ integrationId, type: CRM_SYNC.type, limit: LAST_SYNCS }, { signal }),
    vault.read({ integrationId, name: WEBHOOK_SECRETS.quo }, { signal }),
    vault.read({ integrationId, name: WEBHOOK_SECRETS.crm }, { signal }),
    gate.throttledForMs(integrationId),
  ]);
  const subscriptions = toSubscriptions(quoSecret?.value);
  return {
    status,
    setUpAt,
    nextCheckAt: dueAt,
    notices: messages.map(({ level, code, text, at }) => ({ level, code, text, at })),
    persons: people,
    lastSyncs: syncs.map(toSync),
    webhooks: {
      quo: {
        subscriptions: subscriptions.length,
        phoneNumbers: new Set(subscriptions.flatMap(({ phoneNumberIds }) => phoneNumberIds)).size,
      },
      crm: { isStored: crmSecret !== undefined },
    },
    throttledForMs,
  };
}

/** Stored processes may have been written by another version. */
const contextSchema = z.object({ personObjectType: z.string().nullish(), syncType: z.string().nullish() });

function toSync(process: Process): JsonObject {
  const { id, state, createdAt, endedAt, context } = process;
  const { personObjectType, syncType } = contextSchema.safeParse(context).data ?? {};
  return {
    processId: id,
    objectType: personObjectType ?? null,
    syncType: syncType ?? null,
    state,
    startedAt: createdAt,
    endedAt,
    ...readCounts(process),
  };
}
