import {
  DocumentConflictError,
  FriggCrmError,
  type CallOptions,
  type DocumentStore,
  type JsonObject,
  type StoredDocument,
} from '@frigg-crm/core';
import { NEW_ACTIVITY, type ActivityKey, type ActivityRecord } from './activity-record.ts';

/** The collection of activities. */
const ACTIVITIES = 'activities';

/** Others get in between that often only when something is wrong. */
const MAX_CONFLICTS = 50;

/** Keeps which calls and texts are which activities in the CRM. */
export class ActivityStore {
  readonly #documents: DocumentStore;

  constructor(documents: DocumentStore) {
    this.#documents = documents;
  }

  async find(key: ActivityKey, options: CallOptions): Promise<ActivityRecord | undefined> {
    const document = await this.#documents.find(documentKey(key), options);
    return document === undefined ? undefined : toRecord(document);
  }

  /** @returns the activities of a call or a message, by contact. */
  async findOfSource(
    { integrationId, kind, sourceId }: Omit<ActivityKey, 'contactPhone'>,
    options: CallOptions,
  ): Promise<ReadonlyMap<string, ActivityRecord>> {
    const tag = `${kind}:${sourceId}`;
    const found = await this.#documents.query({ collection: ACTIVITIES, integrationId, tag, limit: 100, ...options });
    return new Map(found.map((document) => [document.id.slice(tag.length + 1), toRecord(document)]));
  }

  /**
   * Changes a record, or a new one, whoever else does so at the same time: `change` is asked again on what they stored.
   * @returns the record as stored; unchanged where `change` returns `undefined`.
   */
  async change(
    key: ActivityKey,
    change: (record: ActivityRecord) => ActivityRecord | undefined,
    options: CallOptions,
  ): Promise<ActivityRecord> {
    for (let conflicts = 0; conflicts <= MAX_CONFLICTS; conflicts += 1) {
      const stored = (await this.#documents.find(documentKey(key), options)) ?? (await this.#insert(key, options));
      if (stored === undefined) continue;
      const record = toRecord(stored);
      const changed = change(record);
      if (changed === undefined) return record;
      try {
        return toRecord(await this.#documents.save({ ...stored, value: changed as unknown as JsonObject }, options));
      } catch (error) {
        if (!FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT')) throw error;
      }
    }
    throw new DocumentConflictError(ACTIVITIES);
  }

  /** @returns `undefined` when somebody else was faster. */
  async #insert(key: ActivityKey, options: CallOptions): Promise<StoredDocument | undefined> {
    const document: StoredDocument = {
      ...documentKey(key),
      value: NEW_ACTIVITY as unknown as JsonObject,
      tags: [`${key.kind}:${key.sourceId}`],
      dueAt: null,
      expiresAt: null,
      version: 0,
    };
    const added = await this.#documents.insert([document], options);
    return added.length === 0 ? undefined : document;
  }
}

function documentKey({
  integrationId,
  kind,
  sourceId,
  contactPhone,
}: ActivityKey): Pick<StoredDocument, 'collection' | 'integrationId' | 'id'> {
  return { collection: ACTIVITIES, integrationId, id: `${kind}:${sourceId}:${contactPhone}` };
}

function toRecord({ value }: StoredDocument): ActivityRecord {
  return value as unknown as ActivityRecord;
}
