import type { FriggRows } from './frigg-rows.ts';

/** A database of the driver of MongoDB, as far as it is used. */
export interface WritableMongoDatabase {
  collection(name: string): {
    insertMany(documents: Record<string, unknown>[], options: { readonly ordered: false }): Promise<unknown>;
    createIndex(key: Record<string, 1>, options?: { readonly unique: true }): Promise<unknown>;
  };
}

const CHUNK = 5000;

/**
 * Fills Frigg's collections of an empty database.
 * @param toId - Makes an `ObjectId` of 24 hexadecimal digits; texts are what DocumentDB has in mappings.
 */
export async function fillFriggMongo(database: WritableMongoDatabase, rows: FriggRows, toId: (hex: string) => unknown): Promise<void> {
  const idOf = (kind: number, id: number): unknown => toId(`${kind.toString(16).padStart(8, '0')}${id.toString(16).padStart(16, '0')}`);
  const integrationOf = (id: number): unknown => idOf(1, id);
  const insert = async (name: string, documents: readonly Record<string, unknown>[]): Promise<void> => {
    for (let from = 0; from < documents.length; from += CHUNK)
      await database.collection(name).insertMany(documents.slice(from, from + CHUNK), { ordered: false });
  };
  await insert(
    'Integration',
    rows.integrations.map(({ id, userId, status, config, entityIds }) => ({
      _id: integrationOf(id),
      userId: idOf(6, userId),
      status,
      config,
      entityIds: entityIds.map((entityId) => idOf(2, entityId)),
    })),
  );
  await insert(
    'Entity',
    rows.entities.map(({ id, credentialId, ...entity }) => ({ _id: idOf(2, id), credentialId: idOf(3, credentialId), ...entity })),
  );
  await insert(
    'Credential',
    rows.credentials.map(({ id, data }) => ({ _id: idOf(3, id), authIsValid: true, data })),
  );
  await insert(
    'IntegrationMapping',
    rows.mappings.map(({ id, integrationId, ...mapping }) => ({
      _id: idOf(4, id),
      integrationId: integrationOf(integrationId),
      ...mapping,
    })),
  );
  await insert(
    'Process',
    rows.processes.map(({ id, integrationId, context, createdAt }) => ({
      _id: idOf(5, id),
      integrationId: integrationOf(integrationId),
      type: 'CRM_SYNC',
      state: 'COMPLETED',
      context,
      results: {},
      createdAt: new Date(createdAt),
    })),
  );
  // After the rows: faster.
  await database.collection('IntegrationMapping').createIndex({ integrationId: 1, sourceId: 1 }, { unique: true });
  await database.collection('Process').createIndex({ integrationId: 1, type: 1 });
}
