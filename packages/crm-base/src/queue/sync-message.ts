import { InvalidMessageError, type JsonValue, type OutcomeCounts, type ProcessErrorEntry } from '@frigg-crm/core';
import { escapeForQueues } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import { deviationsOf } from '../failures/deviations-of.ts';
import { UnknownMessageError } from '../failures/unknown-message-error.ts';

/** Every message says which integration it belongs to and what it works on. */
const addressShape = {
  integrationId: z.string().min(1),
  connector: z.string().min(1),
  personObjectType: z.string().min(1),
  processId: z.string().min(1),
  /** How often the process had been re-opened when the message was made; absent: never. */
  generation: z.int().min(1).exactOptional(),
};

const attempt = z.int().min(0).default(0);
const count = z.int().min(0);
/** Since when a rate-limited API has kept this work waiting, ISO 8601. */
const deferredSince = z.iso.datetime().exactOptional();
/** The place of a message in a chain of deferred ones: see `SentDeferrals`. */
const deferral = z.object({ id: z.string(), count }).exactOptional();

const errorEntrySchema = z.object({
  externalId: z.string().exactOptional(),
  unit: count.exactOptional(),
  code: z.string(),
  message: z.string(),
});

/** A person as the connector made it: whatever JSON.parse returns is JSON, so nothing is left to check. */
const personSchema = z.custom<JsonValue>((value) => value !== undefined);

const referenceSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('page'),
    page: count.nullable(),
    cursor: z.string().nullable(),
    /** Whether there is a page behind it is not known yet. */
    endsPlan: z.boolean().default(false),
    /** It could not be fetched, so what comes behind it is not known. */
    closes: z.boolean().exactOptional(),
    /** The id of the last person on the page when it was announced. */
    lastId: z.string().exactOptional(),
    /** Distinguishes two fetches of the same page that found different people there. */
    key: z.string().exactOptional(),
  }),
  z.object({ kind: z.literal('ids'), crmPersonIds: z.array(z.string().min(1)).min(1) }),
]);

/** What a newer version has added to `data` is not read: both versions may work on one queue while one replaces the other. @internal for the test of its types */
export const syncMessageSchema = z.discriminatedUnion('event', [
  z.strictObject({
    v: z.literal(1),
    event: z.literal('FETCH_PERSON_PAGE'),
    data: z.object({
      ...addressShape,
      attempt,
      deferredSince,
      deferral,
      /** How many pages another fetch had announced when this one stepped back: it goes on when that one stands still. */
      behind: count.exactOptional(),
    }),
  }),
  z.strictObject({
    v: z.literal(1),
    event: z.literal('FAN_OUT_PAGES'),
    data: z.object({ ...addressShape, from: count, to: count, attempt }),
  }),
  z.strictObject({
    v: z.literal(1),
    event: z.literal('PROCESS_PERSON_BATCH'),
    data: z.object({
      ...addressShape,
      deferredSince,
      deferral,
      /** The unit of work: the page's place in the sync. */
      unit: count,
      attempt,
      /** Where the people come from, should they have to be fetched. */
      reference: referenceSchema,
      /** The people, when they were fetched already. */
      records: z.array(personSchema).exactOptional(),
      /** What earlier attempts at this unit have finished. */
      carried: z
        .object({ synced: count, failed: count, skipped: count, stale: count.exactOptional(), errors: z.array(errorEntrySchema) })
        .exactOptional(),
    }),
  }),
  z.strictObject({ v: z.literal(1), event: z.literal('COMPLETE_SYNC'), data: z.object(addressShape) }),
  z.strictObject({
    v: z.literal(1),
    event: z.literal('SWEEP_DELETED'),
    data: z.object({
      ...addressShape,
      /** First the people that are gone are counted, then they are deleted. */
      phase: z.enum(['count', 'delete']),
      /** Go on behind this person. */
      after: z.string().min(1).exactOptional(),
      /** If more are gone, none is deleted. */
      limit: count,
      attempt,
      deferredSince,
      deferral,
      /** People that the sync did not see, so far. */
      found: count,
      /** Those of them that are gone from the CRM, so far in this phase. */
      gone: count,
      /** Those of them that stay in Quo, so far in this phase. */
      kept: count,
    }),
  }),
]);

/** What a message is about. */
export interface MessageAddress {
  readonly integrationId: string;
  readonly connector: string;
  readonly personObjectType: string;
  readonly processId: string;
  /** How often the process had been re-opened when the message was made; absent: never. */
  readonly generation?: number;
}

/** Work that an API may keep waiting. */
interface ApiWork extends MessageAddress {
  /** Attempts that have failed before, from 0. */
  readonly attempt: number;
  /** Since when an API that wants no calls has kept this work waiting, ISO 8601. */
  readonly deferredSince?: string;
  /** Its place in a chain of deferred messages; absent: it has not been deferred. */
  readonly deferral?: { readonly id: string; readonly count: number };
}

/** Where the persons of a unit come from: a page, or ids of the CRM. */
export type UnitReference =
  | {
      readonly kind: 'page';
      readonly page: number | null;
      readonly cursor: string | null;
      /** It is not known yet whether there is a page behind it. */
      readonly endsPlan: boolean;
      /** It could not be fetched, so what comes behind it is not known. */
      readonly closes?: boolean;
      /** The last person on the page when it was announced. */
      readonly lastId?: string;
      /** Distinguishes two fetches of the same page that found different persons there. */
      readonly key?: string;
    }
  | { readonly kind: 'ids'; readonly crmPersonIds: readonly string[] };

/** Has the next pages of a sync fetched. Which ones is in its process, not in the message. */
export interface FetchPersonPageData extends ApiWork {
  /** How many pages another fetch had announced when this one stepped back: it goes on when that one stands still. */
  readonly behind?: number;
}

/** Has the pages of a plan queued, as fast as they are worked off. */
export interface FanOutPagesData extends MessageAddress {
  /** The first page to queue. */
  readonly from: number;
  /** The page behind the last one to queue. */
  readonly to: number;
  readonly attempt: number;
}

/** Has the persons of one page written to Quo. */
export interface ProcessPersonBatchData extends ApiWork {
  /** The unit of work: the page's place in the sync. */
  readonly unit: number;
  /** Where the persons come from, should they have to be fetched. */
  readonly reference: UnitReference;
  /** The persons, when they were fetched already. */
  readonly records?: readonly JsonValue[];
  /** What earlier attempts at this unit have finished. */
  readonly carried?: OutcomeCounts & { readonly errors: readonly ProcessErrorEntry[] };
}

/** Has the persons found who are in Quo and gone from the CRM, one portion at a time. */
export interface SweepDeletedData extends ApiWork {
  /** First those who are gone are counted, then they are deleted. */
  readonly phase: 'count' | 'delete';
  /** Go on behind this person. */
  readonly after?: string;
  /** If more are gone, none of them is deleted. */
  readonly limit: number;
  /** Persons whom the sync did not list, so far. */
  readonly found: number;
  /** Those of them who are gone from the CRM, so far in this phase. */
  readonly gone: number;
  /** Those of them who stay in Quo, so far in this phase. */
  readonly kept: number;
}

/** A message between the workers of a sync. */
export type SyncMessage =
  | { readonly v: 1; readonly event: 'FETCH_PERSON_PAGE'; readonly data: FetchPersonPageData }
  | { readonly v: 1; readonly event: 'FAN_OUT_PAGES'; readonly data: FanOutPagesData }
  | { readonly v: 1; readonly event: 'PROCESS_PERSON_BATCH'; readonly data: ProcessPersonBatchData }
  | { readonly v: 1; readonly event: 'COMPLETE_SYNC'; readonly data: MessageAddress }
  | { readonly v: 1; readonly event: 'SWEEP_DELETED'; readonly data: SweepDeletedData };

/** @returns the message as every queue carries it: JSON in which emoji and non-characters are escaped. */
export function encodeSyncMessage(message: SyncMessage): string {
  return escapeForQueues(JSON.stringify(message));
}

/**
 * Reads a message at the door.
 * @throws {UnknownMessageError} when its event or its version is not known here, but may be to another program.
 * @throws {InvalidMessageError} saying where it deviates, never quoting it.
 */
export function decodeSyncMessage(body: string): SyncMessage {
  return readSyncMessage(parseJson(body));
}

/** Reads the JSON of a message. @throws as {@link decodeSyncMessage} does. */
export function readSyncMessage(json: unknown): SyncMessage {
  const parsed = syncMessageSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  if (isFromTheFuture(json))
    throw new UnknownMessageError('A newer version of this program has sent a message that this one does not know');
  throw new InvalidMessageError(`Not a sync message of version 1: see ${deviationsOf(parsed.error)}`);
}

/** What every version says of itself. */
const envelopeSchema = z.object({
  v: z.int().min(1),
  event: z.string().min(1),
  data: z.object({ integrationId: z.string().min(1), connector: z.string().min(1) }),
});
const KNOWN_EVENTS: ReadonlySet<string> = new Set(syncMessageSchema.options.map(({ shape }) => shape.event.value));

function isFromTheFuture(json: unknown): boolean {
  const { success, data } = envelopeSchema.safeParse(json);
  return success && (data.v > 1 || !KNOWN_EVENTS.has(data.event));
}

/** @returns `undefined` for what is no JSON. */
export function parseJson(body: string): JsonValue | undefined {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Reads the reference of an open unit back from the ledger. */
export function readUnitReference(value: unknown): UnitReference | undefined {
  const parsed = referenceSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
