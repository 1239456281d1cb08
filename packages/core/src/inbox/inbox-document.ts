import type { StoredDocument } from '../domain/documents/stored-document.ts';
import type { JsonObject } from '../domain/json.ts';
import type { InboxEntry, InboxRecord } from './inbox-entry.ts';

/** The collection of entries. */
export const INBOX = 'inbox';
/** The tag of entries that have failed for good. */
export const FAILED = 'failed';

/** What is stored of an entry beside its key and its time. */
export interface EntryValue {
  readonly connector: string;
  readonly kind: string;
  readonly data: JsonObject;
  readonly state: 'open' | 'done' | 'failed';
  readonly acceptedAt: string;
  readonly failedAttempts: number;
  readonly code: string | null;
  readonly claimId: string | null;
  readonly claimedUntilMs: number;
  /** For how long the claim was taken, by the clock of the worker that took it. */
  readonly claimedForMs: number;
  /** When the entry may be worked on, ISO 8601. The document's `dueAt` is when it has to be checked, which may be later. */
  readonly notBefore: string;
}

/** The values of an entry without a claim. */
export const UNCLAIMED = { claimId: null, claimedUntilMs: 0, claimedForMs: 0 } as const satisfies Partial<EntryValue>;

/** @returns the document of an entry that has just come in. */
export function entryToDocument({ integrationId, id, dueAt, connector, kind, data }: InboxEntry, acceptedAt: string): StoredDocument {
  const value: EntryValue = {
    connector,
    kind,
    data,
    state: 'open',
    acceptedAt,
    failedAttempts: 0,
    code: null,
    notBefore: dueAt,
    ...UNCLAIMED,
  };
  return { collection: INBOX, integrationId, id, value: valueToJson(value), tags: [], dueAt, expiresAt: null, version: 0 };
}

/** @returns the document of an entry that has come in and needs no work. */
export function settledDocument(
  entry: Omit<InboxEntry, 'data' | 'dueAt'>,
  { at, expiresAt }: { readonly at: string; readonly expiresAt: string },
): StoredDocument {
  const document = entryToDocument({ ...entry, data: {}, dueAt: at }, at);
  return changeDocument({ ...document, dueAt: null, expiresAt }, { value: { state: 'done' } });
}

/** @returns the entry that the document holds. */
export function documentToEntry({ integrationId, id, value }: StoredDocument): InboxEntry {
  const { connector, kind, data, notBefore } = valueOf({ value });
  return { integrationId, id, connector, kind, data, dueAt: notBefore };
}

/** @returns the entry that the document holds, as an operator sees it. */
export function documentToRecord(document: StoredDocument): InboxRecord {
  const { state, acceptedAt, failedAttempts, code } = valueOf(document);
  return { ...documentToEntry(document), state, acceptedAt, failedAttempts, code };
}

/** @returns what the document holds beside the entry's key and its time. */
export function valueOf({ value }: Pick<StoredDocument, 'value'>): EntryValue {
  return value as unknown as EntryValue;
}

/** @returns the document with these changes. */
export function changeDocument(
  document: StoredDocument,
  { value, ...changes }: { readonly value: Partial<EntryValue> } & Partial<Pick<StoredDocument, 'dueAt' | 'expiresAt' | 'tags'>>,
): StoredDocument {
  return { ...document, ...changes, value: valueToJson({ ...valueOf(document), ...value }) };
}

function valueToJson(value: EntryValue): JsonObject {
  return value as unknown as JsonObject;
}
