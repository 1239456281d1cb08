import {
  createIntegrationRepository,
  createRandomIds,
  FriggCrmError,
  type CallOptions,
  type Clock,
  type CredentialVault,
  type Integration,
  type JsonObject,
  type Store,
} from '@frigg-crm/core';
import { importActivities, importWatermark } from '@frigg-crm/crm-base';
import { importTokens } from '@frigg-crm/oauth';
import { toConfig } from '../integration/config-form.ts';
import type { FriggKeys } from './decrypt-field.ts';
import { isQuoModule, type ImportedConnector } from './frigg-connectors.ts';
import type { FriggIntegrationRow, FriggSource } from './frigg-source.ts';
import { FriggGathering, type FriggActivity, type FriggPerson } from './gather-persons.ts';
import type { ImportTally } from './import-counts.ts';
import { openMapping } from './open-field.ts';
import { readAccounts } from './read-accounts.ts';
import { countCrmWebhooks, readFriggWebhooks } from './read-webhooks.ts';

/** Where an import writes to. */
export interface ImportTarget {
  readonly store: Pick<Store, 'documents' | 'mappingRepository' | 'processRepository'>;
  readonly vault: CredentialVault;
}

/** What an integration is imported with. */
export interface ImportContext extends CallOptions {
  readonly source: FriggSource;
  readonly keys: FriggKeys;
  readonly target: ImportTarget | undefined;
  readonly clock: Clock;
  readonly maxRows: number;
  readonly tally: ImportTally;
  readonly oldWebhookUrl: (integrationId: string) => string;
}

/** Persons and activities that are written in one call of the store. */
const CHUNK = 500;
/** No content has it, so the next full sync looks at each person once. */
const UNKNOWN_CONTENT = 'frigg-import';
const CLAIM_TTL_MS = 60_000;
const STATUSES: Readonly<Record<string, Integration['status']>> = { DISABLED: 'DISABLED', ERROR: 'ERROR', NEEDS_CONFIG: 'NEEDS_CONFIG' };

/** Copies one integration; its record last, because its first check needs the rest. */
export async function importIntegration(context: ImportContext, row: FriggIntegrationRow, connector: ImportedConnector): Promise<void> {
  const { tally, target } = context;
  await importMappings(context, row, connector);
  await importWebhooks(context, row);
  await importAccounts(context, row, connector);
  await importWatermarks(context, row, connector);
  const isNew = target === undefined || (await writeRecord(context, target, { row, connector }));
  tally.take('integrations', isNew ? { taken: 1 } : { present: 1 });
}

/** One part after the other, where all of them do not fit into memory. */
async function importMappings(context: ImportContext, row: FriggIntegrationRow, connector: ImportedConnector): Promise<void> {
  let parts = 1;
  for (let part = 0; part < parts; part += 1) {
    const gathering = new FriggGathering(connector, context.tally, { part, of: parts });
    let rows = 0;
    let isTooLarge = false;
    for await (const { sourceId, mapping } of context.source.mappings(row.id, { signal: context.signal })) {
      rows += 1;
      isTooLarge ||= parts === 1 && gathering.size >= context.maxRows;
      // The rest is only counted, to know how many parts there are.
      if (!isTooLarge) gathering.add({ sourceId, mapping: await openMapping(mapping, context.keys) });
    }
    if (isTooLarge) {
      parts = Math.ceil((rows / context.maxRows) * SPARE);
      part = -1;
      continue;
    }
    const { persons, activities } = gathering.finish();
    await writePersons(context, row.id, persons);
    await writeActivities(context, row.id, activities);
  }
}

/** Parts are not of the same size. */
const SPARE = 1.5;

/** Those who are known already stay as they are. */
async function writePersons(
  { target, tally, signal, clock }: ImportContext,
  integrationId: string,
  persons: readonly FriggPerson[],
): Promise<void> {
  if (target === undefined) return tally.take('persons', { taken: persons.length });
  const { mappingRepository } = target.store;
  const ids = createRandomIds(clock);
  for (const [objectType, group] of Object.entries(Object.groupBy(persons, (person) => person.objectType))) {
    for (const chunk of inChunks(group ?? [])) {
      const scope = { integrationId, objectType, signal };
      const known = await mappingRepository.findMany({ ...scope, externalIds: chunk.map(({ externalId }) => externalId) });
      const confirmed = new Set(known.flatMap(({ externalId, quoContactId }) => (quoContactId === null ? [] : [externalId])));
      const people = chunk.flatMap(({ externalId, quoContactId, phoneNumbers }) =>
        confirmed.has(externalId) ? [] : [{ externalId, quoContactId, phoneNumbers, contentHash: UNKNOWN_CONTENT }],
      );
      tally.take('persons', { taken: people.length, present: chunk.length - people.length });
      if (people.length === 0) continue;
      const claimId = ids.next();
      const intended = people.map(({ externalId, contentHash }) => ({ externalId, contentHash, sourceModifiedAt: null }));
      await mappingRepository.beginWrites({ ...scope, claimId, people: intended, claimTtlMs: CLAIM_TTL_MS });
      await mappingRepository.confirmWrites({ ...scope, claimId, people });
    }
  }
}

async function writeActivities(
  { target, tally, signal, clock }: ImportContext,
  integrationId: string,
  activities: readonly FriggActivity[],
): Promise<void> {
  const records = activities.flatMap(({ kind, sourceId, activityId, person, contactPhones, writtenAt }) =>
    contactPhones.map((contactPhone) => ({ integrationId, kind, sourceId, contactPhone, activityId, person, seenAt: writtenAt })),
  );
  if (target === undefined) return tally.take('activities', { taken: records.length });
  for (const chunk of inChunks(records)) {
    const taken = await importActivities({ documents: target.store.documents, clock }, chunk, { signal });
    tally.take('activities', { taken, present: chunk.length - taken });
  }
}

async function importWebhooks(context: ImportContext, { id, config }: FriggIntegrationRow): Promise<void> {
  const { subscriptions, unreadable } = readFriggWebhooks(config, context.oldWebhookUrl(id));
  const atCrm = countCrmWebhooks(config);
  if (unreadable > 0) context.tally.miss('webhooks', 'form', unreadable);
  if (atCrm > 0) context.tally.leave('webhooks', 'at-the-crm', atCrm);
  if (subscriptions.length === 0) return;
  const value = {
    subscriptions: subscriptions.map((subscription) => ({ ...subscription, phoneNumberIds: [...subscription.phoneNumberIds] })),
  };
  const isNew = await writeOnce(context, { integrationId: id, name: 'quo-webhooks', value });
  context.tally.take('webhooks', isNew ? { taken: subscriptions.length } : { present: subscriptions.length });
}

/** Under the names that a server of ours and `openAccount` read. */
async function importAccounts(context: ImportContext, row: FriggIntegrationRow, connector: ImportedConnector): Promise<void> {
  const { tally, target, keys, signal } = context;
  const { quoKey, tokens, account, unreadable } = await readAccounts(row, { connector, keys });
  for (const reason of unreadable) tally.miss('credentials', reason);
  const count = (isNew: boolean): void => tally.take('credentials', isNew ? { taken: 1 } : { present: 1 });
  if (quoKey !== undefined) count(await writeOnce(context, { integrationId: row.id, name: 'quo', value: { apiKey: quoKey } }));
  if (account !== undefined) {
    const isNew = await writeOnce(context, { integrationId: row.id, name: 'crm', value: { ...account } });
    if (tokens === undefined) count(isNew);
  }
  if (tokens !== undefined)
    count(target === undefined || (await importTokens({ vault: target.vault, integrationId: row.id, tokens, signal })));
}

async function importWatermarks(
  { target, tally, signal }: ImportContext,
  { id, userId, syncedAt }: FriggIntegrationRow,
  { connector, objectTypes, defaultType }: ImportedConnector,
): Promise<void> {
  for (const [type, startTime] of Object.entries(syncedAt)) {
    const personObjectType = type === '' ? defaultType : objectTypes === undefined ? type : objectTypes[type.toLowerCase()];
    if (personObjectType === undefined) {
      tally.leave('watermarks', 'unknown-type');
      continue;
    }
    const sync = { integrationId: id, userId, connector, personObjectType, startTime };
    const isNew = target === undefined || (await importWatermark(target.store.processRepository, sync, { signal }));
    tally.take('watermarks', isNew ? { taken: 1 } : { present: 1 });
  }
}

/** @returns whether it was not there. */
async function writeOnce(
  { target, signal }: ImportContext,
  secret: { readonly integrationId: string; readonly name: string; readonly value: JsonObject },
): Promise<boolean> {
  if (target === undefined) return true;
  try {
    await target.vault.write({ ...secret, expectedVersion: undefined }, { signal });
    return true;
  } catch (error) {
    if (FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT')) return false;
    throw error;
  }
}

/** @returns whether it was not there. */
async function writeRecord(
  { clock, signal }: ImportContext,
  { store }: ImportTarget,
  { row, connector }: { readonly row: FriggIntegrationRow; readonly connector: ImportedConnector },
): Promise<boolean> {
  const at = new Date(clock.now()).toISOString();
  const { id, userId, status, config } = row;
  const record: Integration = {
    id,
    userId,
    connector: connector.connector,
    status: STATUSES[status] ?? 'ENABLED',
    config: { ...toConfig(config), quoSource: connector.quoSource },
    messages: [],
    lookupKeys: [...new Set((connector.lookupKeys ?? externalIds)(row))],
    setUpAt: status === 'IN_CREATION' || status === 'NEEDS_CONFIG' ? null : at,
    dueAt: status === 'DISABLED' || status === 'NEEDS_CONFIG' ? null : at,
    failedAttempts: 0,
    createdAt: at,
    updatedAt: at,
    version: 0,
  };
  try {
    await createIntegrationRepository(store.documents).create(record, { signal });
    return true;
  } catch (error) {
    if (FriggCrmError.hasCode(error, 'INTEGRATION_EXISTS')) return false;
    throw error;
  }
}

function externalIds({ entities }: FriggIntegrationRow): readonly string[] {
  return entities.flatMap(({ moduleName, externalId }) => (externalId === null || isQuoModule(moduleName) ? [] : [externalId]));
}

function* inChunks<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  for (let from = 0; from < items.length; from += CHUNK) yield items.slice(from, from + CHUNK);
}
