import type { DocumentKey, StoredDocument } from '../domain/documents/stored-document.ts';
import type { Integration } from '../domain/integration/integration.ts';
import type { JsonObject } from '../domain/json.ts';
import { assertLimit } from '../domain/validation/assert-limit.ts';
import { IntegrationExistsError } from '../errors/integration-exists-error.ts';
import type { CallOptions } from '../ports/call-options.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import { createSharedFinds } from '../saves/shared-finds.ts';
import { systemClock } from '../system/system-clock.ts';
import type { IntegrationQuery, IntegrationRepository } from '../ports/integration-repository.ts';

/** The collection of integrations. */
export const INTEGRATIONS = 'integrations';
const ID = 'integration';

/** Few matches among many must not cost a query each. */
const LEAST_PAGE = 100;

/** Keeps integrations as documents. */
export function createIntegrationRepository(documents: DocumentStore): IntegrationRepository {
  const find = createSharedFinds(documents, systemClock);
  return {
    async create(integration, options) {
      const added = await documents.insert([toDocument(integration)], options);
      if (added.length === 0) throw new IntegrationExistsError(integration.id);
    },
    async findById(id, options) {
      const document = await find(keyOf(id), options);
      return document === undefined ? undefined : toIntegration(document);
    },
    async find({ limit = 100, after, signal, ...wanted }) {
      assertLimit(limit);
      const matches = ({ userId, connector, status }: Integration): boolean =>
        (wanted.userId ?? userId) === userId && (wanted.connector ?? connector) === connector && (wanted.status ?? status) === status;
      return collect(documents, { tag: tagOf(wanted), after, limit, signal }, matches);
    },
    findByLookupKey: async (key, options) => collect(documents, { tag: `key:${key}`, limit: Infinity, ...options }),
    async findDue({ before, limit, signal }) {
      const due = await documents.query({ collection: INTEGRATIONS, dueBefore: before, limit, signal });
      return due.map(toIntegration);
    },
    save: async (integration, options) => toIntegration(await documents.save(toDocument(integration), options)),
    deleteById: async (id, options) => documents.remove([keyOf(id)], options),
  };
}

/** @returns those that match, page by page, until there are enough. */
async function collect(
  documents: DocumentStore,
  {
    tag,
    after,
    limit,
    signal,
  }: Pick<IntegrationQuery, 'after'> & CallOptions & { readonly tag: string | undefined; readonly limit: number },
  matches: (integration: Integration) => boolean = () => true,
): Promise<readonly Integration[]> {
  signal?.throwIfAborted();
  const pageSize = limit === Infinity ? LEAST_PAGE : Math.max(limit, LEAST_PAGE);
  const found: Integration[] = [];
  let behind = after;
  while (found.length < limit) {
    const page = await documents.query({
      collection: INTEGRATIONS,
      tag,
      after: behind === undefined ? undefined : { integrationId: behind, id: ID },
      limit: pageSize,
      signal,
    });
    found.push(...page.map(toIntegration).filter(matches));
    behind = page.at(-1)?.integrationId;
    if (page.length < pageSize) break;
  }
  return found.slice(0, limit);
}

function keyOf(id: string): DocumentKey {
  return { collection: INTEGRATIONS, integrationId: id, id: ID };
}

/** A store finds by one tag; of several conditions the one that most likely leaves the fewest. */
function tagOf({ userId, connector, status }: IntegrationQuery): string | undefined {
  if (userId !== undefined) return `userId:${userId}`;
  if (status !== undefined && status !== 'ENABLED') return `status:${status}`;
  if (connector !== undefined) return `connector:${connector}`;
  return status === undefined ? undefined : `status:${status}`;
}

function toDocument({ id, version, ...integration }: Integration): StoredDocument {
  const { userId, connector, status, lookupKeys, dueAt } = integration;
  return {
    collection: INTEGRATIONS,
    integrationId: id,
    id: ID,
    value: integration as unknown as JsonObject,
    tags: [`userId:${userId}`, `connector:${connector}`, `status:${status}`, ...new Set(lookupKeys.map((key) => `key:${key}`))],
    dueAt,
    expiresAt: null,
    version,
  };
}

function toIntegration({ integrationId, value, version }: StoredDocument): Integration {
  return { ...(value as unknown as Omit<Integration, 'id' | 'version'>), id: integrationId, version };
}
