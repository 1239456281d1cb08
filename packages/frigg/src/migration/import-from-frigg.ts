import {
  createIntegrationRepository,
  createRandomIds,
  FriggCrmError,
  systemClock,
  type CallOptions,
  type Clock,
  type CredentialVault,
  type Integration,
  type JsonObject,
  type Store,
} from '@frigg-crm/core';
import { toConfig } from '../integration/config-form.ts';
import { decryptFriggField, type FriggKeys } from './decrypt-field.ts';
import { gatherFriggPersons, type FriggMappingRow, type FriggPerson, type GatheredPersons } from './gather-persons.ts';
import { readFriggWebhooks } from './read-webhooks.ts';

/** A row of Frigg's integrations. */
export interface FriggIntegrationRow {
  readonly id: string | number;
  readonly userId: string | number;
  readonly status: string;
  readonly config: JsonObject;
  /** The external ids of its entities. */
  readonly externalIds: readonly string[];
}

/** Reads Frigg's tables. Nothing is ever written to them. */
export interface FriggSource {
  integrations(options?: CallOptions): AsyncIterable<FriggIntegrationRow>;
  /** @returns the rows of one integration, each as it is stored: `mapping` may be encrypted. */
  mappings(integrationId: string, options?: CallOptions): AsyncIterable<FriggMappingRow>;
}

/** What {@link importFromFrigg} reads, and where to. */
export interface ImportFromFriggOptions extends CallOptions {
  readonly source: FriggSource;
  readonly keys: FriggKeys;
  readonly store: Pick<Store, 'documents' | 'mappingRepository'>;
  readonly vault: CredentialVault;
  /** By `config.type` of Frigg: the connector, its object types by Frigg's `entityType`, and the one where none is named. Others are left. */
  readonly connectors: Readonly<Record<string, ImportedConnector>>;
  /** Where Frigg's subscriptions at Quo deliver to: they are replaced by the first check. */
  readonly oldWebhookUrl: (integrationId: string) => string;
  /** Count, and write nothing. @defaultValue false */
  readonly dryRun?: boolean | undefined;
  readonly clock?: Clock | undefined;
}

/** How a type of Frigg is called here. */
export interface ImportedConnector {
  readonly connector: string;
  readonly objectTypes?: Readonly<Record<string, string>> | undefined;
  readonly defaultType: string;
}

/** What was found, and taken. */
export interface FriggImport {
  readonly integrations: { readonly taken: number; readonly left: number };
  readonly webhooks: { readonly taken: number; readonly unreadable: number };
  readonly persons: { readonly taken: number };
  readonly mappings: { readonly left: number; readonly unreadable: number };
}

/** Persons that are written in one call of the store. */
const CHUNK = 500;
/** No content has it, so the next full sync looks at each person once. */
const UNKNOWN_CONTENT = 'frigg-import';
const CLAIM_TTL_MS = 60_000;
const STATUSES: Readonly<Record<string, Integration['status']>> = { DISABLED: 'DISABLED', ERROR: 'ERROR', NEEDS_CONFIG: 'NEEDS_CONFIG' };

/**
 * Copies integrations, webhook keys and mappings of a Frigg app. Stop Frigg's workers first. It may be stopped and repeated:
 * what is there already is not written again, so that what a sync has written since stays. Integrations count as set up, so
 * no initial sync begins by itself; their first check replaces Frigg's subscriptions.
 * @throws {StorageError} when a store fails; run it again.
 */
export async function importFromFrigg(options: ImportFromFriggOptions): Promise<FriggImport> {
  const total = {
    integrations: { taken: 0, left: 0 },
    webhooks: { taken: 0, unreadable: 0 },
    persons: { taken: 0 },
    mappings: { left: 0, unreadable: 0 },
  };
  for await (const row of options.source.integrations({ signal: options.signal })) {
    options.signal?.throwIfAborted();
    const type = typeof row.config['type'] === 'string' ? row.config['type'] : '';
    const connector = Object.hasOwn(options.connectors, type) ? options.connectors[type] : undefined;
    if (connector === undefined || row.status === 'IN_DELETION') {
      total.integrations.left += 1;
      continue;
    }
    const id = String(row.id);
    const { subscriptions, unreadable } = readFriggWebhooks(row.config, options.oldWebhookUrl(id));
    const { persons, ...mappings } = await readPersons(options, id, connector);
    if (options.dryRun !== true) {
      await writePersons(options, id, persons);
      // The keys before the record: its first check needs them.
      if (subscriptions.length > 0)
        await writeOnce(options.vault, id, {
          subscriptions: subscriptions.map((subscription) => ({ ...subscription, phoneNumberIds: [...subscription.phoneNumberIds] })),
        });
      await writeRecord(options, row, connector);
    }
    total.integrations.taken += 1;
    total.webhooks.taken += subscriptions.length;
    total.webhooks.unreadable += unreadable;
    total.persons.taken += persons.length;
    total.mappings.left += mappings.left;
    total.mappings.unreadable += mappings.unreadable;
  }
  return total;
}

async function readPersons(
  { source, keys, signal }: ImportFromFriggOptions,
  integrationId: string,
  { objectTypes, defaultType }: ImportedConnector,
): Promise<GatheredPersons> {
  const rows: FriggMappingRow[] = [];
  for await (const { sourceId, mapping } of source.mappings(integrationId, { signal }))
    rows.push({ sourceId, mapping: await open(mapping, keys) });
  return gatherFriggPersons(rows, { ...(objectTypes && { objectTypes }), defaultType });
}

/** Whatever cannot be opened is counted as unreadable. */
async function open(mapping: unknown, keys: FriggKeys): Promise<unknown> {
  try {
    const text = await decryptFriggField(mapping, keys);
    return typeof text === 'string' ? (JSON.parse(text) as unknown) : text;
  } catch (error) {
    if (FriggCrmError.is(error) && !FriggCrmError.hasCode(error, 'CREDENTIAL_UNREADABLE')) throw error;
    return undefined;
  }
}

/** Persons without a contact id are left to the next sync, and so are those who are known already. */
async function writePersons(
  { store, signal, clock }: ImportFromFriggOptions,
  integrationId: string,
  persons: readonly FriggPerson[],
): Promise<void> {
  const ids = createRandomIds(clock);
  for (const [objectType, group] of Object.entries(Object.groupBy(persons, (person) => person.objectType))) {
    for (let from = 0; from < (group?.length ?? 0); from += CHUNK) {
      const chunk = (group ?? []).slice(from, from + CHUNK);
      const scope = { integrationId, objectType, signal };
      const known = await store.mappingRepository.findMany({ ...scope, externalIds: chunk.map(({ externalId }) => externalId) });
      const confirmed = new Set(known.filter(({ quoContactId }) => quoContactId !== null).map(({ externalId }) => externalId));
      const people = chunk.flatMap(({ externalId, quoContactId, phoneNumbers }) =>
        quoContactId === null || confirmed.has(externalId)
          ? []
          : [{ externalId, quoContactId, phoneNumbers, contentHash: UNKNOWN_CONTENT }],
      );
      if (people.length === 0) continue;
      const claimId = ids.next();
      const intended = people.map(({ externalId, contentHash }) => ({ externalId, contentHash, sourceModifiedAt: null }));
      await store.mappingRepository.beginWrites({ ...scope, claimId, people: intended, claimTtlMs: CLAIM_TTL_MS });
      await store.mappingRepository.confirmWrites({ ...scope, claimId, people });
    }
  }
}

async function writeOnce(vault: CredentialVault, integrationId: string, value: JsonObject): Promise<void> {
  const key = { integrationId, name: 'quo-webhooks' };
  if ((await vault.read(key)) === undefined) await vault.write({ ...key, value, expectedVersion: undefined });
}

async function writeRecord(
  { store, clock = systemClock }: ImportFromFriggOptions,
  { id, userId, status, config, externalIds }: FriggIntegrationRow,
  { connector }: ImportedConnector,
): Promise<void> {
  const at = new Date(clock.now()).toISOString();
  const integrations = createIntegrationRepository(store.documents);
  const record: Integration = {
    id: String(id),
    userId: String(userId),
    connector,
    status: STATUSES[status] ?? 'ENABLED',
    config: toConfig(config),
    messages: [],
    lookupKeys: [...new Set(externalIds)],
    setUpAt: status === 'IN_CREATION' || status === 'NEEDS_CONFIG' ? null : at,
    dueAt: status === 'DISABLED' || status === 'NEEDS_CONFIG' ? null : at,
    failedAttempts: 0,
    createdAt: at,
    updatedAt: at,
    version: 0,
  };
  try {
    await integrations.create(record);
  } catch (error) {
    if (!FriggCrmError.hasCode(error, 'INTEGRATION_EXISTS')) throw error;
  }
}
