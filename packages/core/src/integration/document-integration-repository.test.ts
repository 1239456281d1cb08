import { describe, expect, it } from 'vitest';
import type { Integration } from '../domain/integration/integration.ts';
import type { DocumentQuery, DocumentStore } from '../ports/document-store.ts';
import { createInMemoryDocuments } from '../test-support/in-memory-documents.ts';
import { INTEGRATIONS, createIntegrationRepository } from './document-integration-repository.ts';

const AT = '2026-01-05T10:00:00.000Z';

function anIntegration(id: string, overrides: Partial<Integration> = {}): Integration {
  return {
    id,
    userId: 'u1',
    connector: 'zoho',
    status: 'ENABLED',
    config: { phones: ['PN1'] },
    messages: [],
    lookupKeys: ['zoho/1', 'zoho/1'],
    setUpAt: null,
    dueAt: AT,
    failedAttempts: 0,
    createdAt: AT,
    updatedAt: AT,
    version: 0,
    ...overrides,
  };
}

/** A store, and the queries it received. */
function aStore(): { readonly documents: DocumentStore; readonly queries: readonly DocumentQuery[] } {
  const inner: DocumentStore = createInMemoryDocuments();
  const queries: DocumentQuery[] = [];
  const query = async (received: DocumentQuery) => {
    queries.push(received);
    return inner.query(received);
  };
  return { documents: { ...inner, save: async (document, options) => inner.save(document, options), query }, queries };
}

describe('an integration kept as a document', () => {
  it('is one document of its integration, found by each field of a query', async () => {
    const { documents } = aStore();
    await createIntegrationRepository(documents).create(anIntegration('i1'));
    const { id: _id, version: _version, ...value } = anIntegration('i1');
    expect(await documents.find({ collection: INTEGRATIONS, integrationId: 'i1', id: 'integration' })).toStrictEqual({
      collection: INTEGRATIONS,
      integrationId: 'i1',
      id: 'integration',
      value,
      tags: ['userId:u1', 'connector:zoho', 'status:ENABLED', 'key:zoho/1'],
      dueAt: AT,
      expiresAt: null,
      version: 0,
    });
  });

  it.each([
    [{}, undefined],
    [{ status: 'ENABLED' }, 'status:ENABLED'],
    [{ connector: 'zoho', status: 'ENABLED' }, 'connector:zoho'],
    [{ connector: 'zoho', status: 'ERROR' }, 'status:ERROR'],
    [{ userId: 'u1', connector: 'zoho', status: 'ERROR' }, 'userId:u1'],
  ] as const)('is queried, with %j, by the tag that leaves the fewest', async (query, tag) => {
    const { documents, queries } = aStore();
    await createIntegrationRepository(documents).find(query);
    expect(queries).toMatchObject([{ collection: INTEGRATIONS, tag, limit: 100 }]);
  });

  it('is found among many others with a query for each hundred, not for each of them', async () => {
    const { documents, queries } = aStore();
    const integrations = createIntegrationRepository(documents);
    for (let index = 0; index < 250; index += 1)
      await integrations.create(anIntegration(`i${1000 + index}`, { connector: index < 248 ? 'zoho' : 'attio' }));
    const found = await integrations.find({ userId: 'u1', connector: 'attio', limit: 1 });
    expect(found.map(({ id }) => id)).toEqual(['i1248']);
    expect(queries).toHaveLength(3);
    expect(await integrations.findByLookupKey('zoho/1')).toHaveLength(250);
  });

  it('takes nothing of another collection, or of another document of the integration, for an integration', async () => {
    const { documents } = aStore();
    const integrations = createIntegrationRepository(documents);
    await integrations.create(anIntegration('i1'));
    await documents.insert([
      {
        collection: 'inbox',
        integrationId: 'i2',
        id: 'integration',
        value: {},
        tags: ['userId:u1'],
        dueAt: AT,
        expiresAt: null,
        version: 0,
      },
    ]);
    expect(await integrations.findById('i2')).toBeUndefined();
    expect(await integrations.find({ userId: 'u1' })).toHaveLength(1);
    expect(await integrations.findDue({ before: AT, limit: 10 })).toHaveLength(1);
    await integrations.deleteById('i2');
    expect(await documents.find({ collection: 'inbox', integrationId: 'i2', id: 'integration' })).toBeDefined();
  });
});
