import type { DocumentKey, JsonObject, StoredDocument } from '@frigg-crm/core';
import { compareByBytes } from '@frigg-crm/core/adapter';

/** A document whose value and tags are text: a copy that no caller can reach. */
export interface KeptDocument extends Omit<StoredDocument, 'value' | 'tags'> {
  readonly value: string;
  readonly tags: ReadonlySet<string>;
}

type ById = Map<string, KeptDocument>;

/** All documents, by collection, integration and id. */
export class Documents {
  readonly #collections = new Map<string, Map<string, ById>>();

  get({ collection, integrationId, id }: DocumentKey): KeptDocument | undefined {
    return this.#collections.get(collection)?.get(integrationId)?.get(id);
  }

  put(document: StoredDocument): void {
    const { collection, integrationId, id, value, tags } = document;
    const integrations = this.#collections.get(collection) ?? new Map<string, ById>();
    this.#collections.set(collection, integrations);
    const byId = integrations.get(integrationId) ?? new Map<string, KeptDocument>();
    integrations.set(integrationId, byId.set(id, { ...document, value: JSON.stringify(value), tags: new Set(tags) }));
  }

  delete({ collection, integrationId, id }: DocumentKey): void {
    const integrations = this.#collections.get(collection);
    const byId = integrations?.get(integrationId);
    byId?.delete(id);
    if (byId?.size === 0) integrations?.delete(integrationId);
  }

  deleteIntegration(integrationId: string, except: readonly string[]): void {
    for (const [collection, integrations] of this.#collections) if (!except.includes(collection)) integrations.delete(integrationId);
  }

  /** @returns the documents of a collection, or of one integration in it, in no particular order. */
  *list(collection: string, integrationId: string | undefined): Generator<KeptDocument> {
    const integrations = this.#collections.get(collection);
    const wanted = integrationId === undefined ? (integrations?.values() ?? []) : [integrations?.get(integrationId) ?? new Map()];
    for (const byId of wanted) yield* byId.values();
  }

  /** @returns the documents of all collections, in no particular order. */
  *listAll(): Generator<KeptDocument> {
    for (const collection of this.#collections.keys()) yield* this.list(collection, undefined);
  }
}

/** @returns a copy of the document for the caller. */
export function toStoredDocument({ value, tags, ...document }: KeptDocument): StoredDocument {
  return { ...document, value: JSON.parse(value) as JsonObject, tags: [...tags] };
}

/** Compares documents of one collection by integration and id. */
export function compareKeys(a: Pick<DocumentKey, 'integrationId' | 'id'>, b: Pick<DocumentKey, 'integrationId' | 'id'>): number {
  return compareByBytes(a.integrationId, b.integrationId) || compareByBytes(a.id, b.id);
}
