import {
  DocumentConflictError,
  StorageError,
  type CallOptions,
  type Clock,
  type DocumentStore,
  type StoredDocument,
} from '@frigg-crm/core';
import { repeatOnConflict, toIso } from '@frigg-crm/core/adapter';
import { deviationsOf } from '../failures/deviations-of.ts';
import type { CrmPersonRef } from '../connector/logged-activity.ts';
import { activityRecordSchema } from './activity-record-schema.ts';
import { NEW_ACTIVITY, type ActivityKey, type ActivityRecord } from './activity-record.ts';

/** The collection of activities. */
const ACTIVITIES = 'activities';

/** After the last write; Quo sends no event of a call for that long. */
const KEPT_MS = 400 * 24 * 3600 * 1000;
/** Others get in between that often only when something is wrong. */
const MAX_CONFLICTS = 50;

/** A call or a text with one phone number, and what it became in the CRM. */
export interface KnownActivity extends ActivityKey {
  /** Its id in the CRM; `null`: none was written, as far as is known. */
  readonly activityId: string | null;
  /** Since when it is known, ISO 8601. */
  readonly seenAt: string | null;
}

/** A call or a message that another program has written to the CRM. */
export interface ImportedActivity extends ActivityKey {
  /** Its id in the CRM. */
  readonly activityId: string;
  readonly person: CrmPersonRef;
  /** ISO 8601: when it was written. @defaultValue unknown */
  readonly seenAt?: string | null | undefined;
}

/** Keeps which calls and texts are which activities in the CRM. */
export class ActivityStore {
  readonly #documents: DocumentStore;
  readonly #clock: Clock;

  constructor({ documents, clock }: { readonly documents: DocumentStore; readonly clock: Clock }) {
    this.#documents = documents;
    this.#clock = clock;
  }

  async find(key: ActivityKey, options: CallOptions): Promise<ActivityRecord | undefined> {
    const document = await this.#documents.find(documentKey(key), options);
    return document === undefined ? undefined : toRecord(document);
  }

  /** @returns whether a call or a message was written for any person. */
  async hasAny({ integrationId, kind, sourceId }: Omit<ActivityKey, 'contactPhone'>, options: CallOptions): Promise<boolean> {
    const tag = tagOf({ kind, sourceId });
    return (await this.#documents.query({ collection: ACTIVITIES, integrationId, tag, limit: 1, ...options })).length > 0;
  }

  /** @returns calls and texts with a number, the first `limit` by kind and id. */
  async findByPhone(
    { integrationId, contactPhone, limit }: Pick<ActivityKey, 'integrationId' | 'contactPhone'> & { readonly limit: number },
    options: CallOptions,
  ): Promise<readonly KnownActivity[]> {
    const found = await this.#documents.query({ collection: ACTIVITIES, integrationId, tag: phoneTagOf(contactPhone), limit, ...options });
    return found.flatMap((document) => {
      const [, kind, sourceId] = /^(call|message):(.+):[^:]*$/.exec(document.id) ?? [];
      if ((kind !== 'call' && kind !== 'message') || sourceId === undefined) return [];
      const { activityId, seenAt } = toRecord(document);
      return [{ integrationId, kind, sourceId, contactPhone, activityId, seenAt }];
    });
  }

  /** Adds activities that are in the CRM already; those that have a record keep it. @returns how many had none. */
  async addWritten(activities: readonly ImportedActivity[], options: CallOptions): Promise<number> {
    const documents = activities.map(({ activityId, person, seenAt = null, ...key }) => ({
      ...this.#newDocument(key),
      value: { ...NEW_ACTIVITY, activityId, person, seenAt },
    }));
    return (await this.#documents.insert(documents, options)).length;
  }

  /** Adds the record where there is none, and changes it as `change` does. */
  async addAndChange(
    key: ActivityKey,
    change: (record: ActivityRecord) => ActivityRecord | undefined,
    options: CallOptions,
  ): Promise<ActivityRecord> {
    for (let attempts = 0; attempts <= MAX_CONFLICTS; attempts += 1) {
      const changed = await this.change(key, change, options);
      if (changed !== undefined) return changed;
      await this.#documents.insert([this.#newDocument(key)], options);
    }
    throw new DocumentConflictError(ACTIVITIES);
  }

  /**
   * Changes a record, also while other workers do: `change` is called again with what they stored.
   * @returns the record as stored; as it was where `change` returns `undefined`; `undefined` where there is none (any more).
   */
  async change(
    key: ActivityKey,
    change: (record: ActivityRecord) => ActivityRecord | undefined,
    options: CallOptions,
  ): Promise<ActivityRecord | undefined> {
    return repeatOnConflict(async () => {
      const stored = await this.#documents.find(documentKey(key), options);
      if (stored === undefined) return undefined;
      const record = toRecord(stored);
      const changed = change(record);
      if (changed === undefined) return record;
      const document = { ...stored, value: changed, tags: tagsOf(key), expiresAt: this.#expiry() };
      return toRecord(await this.#documents.save(document, options));
    });
  }

  #newDocument(key: ActivityKey): StoredDocument {
    return { ...documentKey(key), value: NEW_ACTIVITY, tags: tagsOf(key), dueAt: null, expiresAt: this.#expiry(), version: 0 };
  }

  #expiry(): string {
    return toIso(this.#clock.now() + KEPT_MS);
  }
}

function tagOf({ kind, sourceId }: Pick<ActivityKey, 'kind' | 'sourceId'>): string {
  return `${kind}:${sourceId}`;
}

function phoneTagOf(contactPhone: string): string {
  return `phone:${contactPhone}`;
}

function tagsOf(key: ActivityKey): readonly string[] {
  return [tagOf(key), phoneTagOf(key.contactPhone)];
}

function documentKey({
  integrationId,
  kind,
  sourceId,
  contactPhone,
}: ActivityKey): Pick<StoredDocument, 'collection' | 'integrationId' | 'id'> {
  return { collection: ACTIVITIES, integrationId, id: `${kind}:${sourceId}:${contactPhone}` };
}

/** @throws {StorageError} rather than take it for a new activity, which would be written a second time. */
function toRecord({ value }: StoredDocument): ActivityRecord {
  const parsed = activityRecordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StorageError(`A stored activity cannot be read: check ${deviationsOf(parsed.error)}`);
}
