import type { JsonObject } from '@frigg-crm/core';
import { encryptAsFrigg, type FriggAesKey } from './encrypt-as-frigg.ts';

/** An integration as a Frigg app has it. */
export interface FriggTestIntegration {
  /** `config.type`. */
  readonly type: string;
  /** @defaultValue 'ENABLED' */
  readonly status?: string | undefined;
  /** Further keys of `config`. */
  readonly config?: JsonObject | undefined;
  /** The key of Quo, and what the credential of the CRM holds. */
  readonly quoKey: string;
  readonly crmCredential: JsonObject;
  readonly crmExternalId: string;
  /** Frigg's name of the type of its persons. */
  readonly entityType: string;
  readonly persons: readonly { readonly externalId: string; readonly quoContactId: string; readonly phoneNumbers: readonly string[] }[];
  /** Calls that were written, by the external id of the person. */
  readonly calls?: readonly { readonly callId: string; readonly noteId: string; readonly contactId: string }[] | undefined;
  /** When its newest complete sync began (ISO 8601). @defaultValue none has */
  readonly syncedAt?: string | undefined;
  /** Encrypts mappings and secrets. @defaultValue they are plain, as old rows are */
  readonly key?: FriggAesKey | undefined;
}

/** Rows of Frigg's tables, whose ids are numbers from 1. */
export interface FriggRows {
  readonly users: readonly { readonly id: number }[];
  readonly integrations: readonly {
    readonly id: number;
    readonly userId: number;
    readonly status: string;
    readonly config: JsonObject;
    readonly entityIds: readonly number[];
  }[];
  readonly entities: readonly {
    readonly id: number;
    readonly credentialId: number;
    readonly moduleName: string;
    readonly externalId: string;
  }[];
  readonly credentials: readonly { readonly id: number; readonly userId: number; readonly data: JsonObject }[];
  readonly mappings: readonly {
    readonly id: number;
    readonly integrationId: number;
    readonly sourceId: string;
    readonly mapping: JsonObject | string;
  }[];
  readonly processes: readonly {
    readonly id: number;
    readonly integrationId: number;
    readonly context: JsonObject;
    readonly createdAt: string;
  }[];
}

/** What rows are made of. */
export interface FriggRowsOptions {
  readonly integrations: Iterable<FriggTestIntegration>;
}

interface Writable {
  readonly users: { id: number }[];
  readonly integrations: FriggRows['integrations'][number][];
  readonly entities: FriggRows['entities'][number][];
  readonly credentials: FriggRows['credentials'][number][];
  readonly mappings: FriggRows['mappings'][number][];
  readonly processes: FriggRows['processes'][number][];
}

/** Makes the rows that a Frigg app would have written for these integrations. */
export function createFriggRows({ integrations }: FriggRowsOptions): FriggRows {
  const rows: Writable = { users: [], integrations: [], entities: [], credentials: [], mappings: [], processes: [] };
  for (const integration of integrations) addIntegration(rows, integration);
  return rows;
}

function addIntegration(rows: Writable, given: FriggTestIntegration): void {
  const { type, status = 'ENABLED', config, quoKey, crmCredential, crmExternalId, syncedAt, key } = given;
  const seal = (text: string): string => (key === undefined ? text : encryptAsFrigg(text, key));
  const id = rows.integrations.length + 1;
  rows.users.push({ id });
  const accounts = [
    { moduleName: type, externalId: crmExternalId, data: crmCredential },
    { moduleName: `quo-${type}`, externalId: `quo-of-${id}`, data: { api_key: quoKey } },
  ];
  const entityIds = accounts.map(({ moduleName, externalId, data }) => {
    const sealed = Object.entries(data).map(([name, value]) => [name, typeof value === 'string' ? seal(value) : value] as const);
    const credentialId = rows.credentials.length + 1;
    rows.credentials.push({ id: credentialId, userId: id, data: Object.fromEntries(sealed) });
    const entityId = rows.entities.length + 1;
    rows.entities.push({ id: entityId, credentialId, moduleName, externalId });
    return entityId;
  });
  rows.integrations.push({ id, userId: id, status, config: { type, ...config }, entityIds });
  for (const [sourceId, mapping] of mappingsOf(given)) {
    const stored = key === undefined ? mapping : seal(JSON.stringify(mapping));
    rows.mappings.push({ id: rows.mappings.length + 1, integrationId: id, sourceId, mapping: stored });
  }
  if (syncedAt !== undefined)
    rows.processes.push({
      id: rows.processes.length + 1,
      integrationId: id,
      context: { syncType: 'INITIAL', personObjectType: given.entityType, startTime: syncedAt },
      createdAt: syncedAt,
    });
}

/** One for each number, one for the record, one for each call. */
function* mappingsOf({ persons, entityType, calls = [] }: FriggTestIntegration): Iterable<readonly [string, JsonObject]> {
  for (const { externalId, quoContactId, phoneNumbers } of persons) {
    for (const phoneNumber of phoneNumbers)
      yield [
        phoneNumber,
        {
          externalId,
          quoContactId,
          phoneNumber,
          entityType,
          lastSyncedAt: '2026-01-05T08:00:00.000Z',
          syncMethod: 'bulk',
          action: 'created',
        },
      ];
    yield [externalId, { externalId, entityType, lastSyncedAt: '2026-01-05T08:00:00.000Z', syncMethod: 'initial_sync' }];
  }
  for (const { callId, noteId, contactId } of calls) yield [callId, { noteId, callId, contactId, createdAt: '2026-01-05T09:00:00.000Z' }];
}
