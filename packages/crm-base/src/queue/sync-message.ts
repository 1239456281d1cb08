import { InvalidMessageError, escapeForQueues, type JsonValue } from '@frigg-crm/core';
import * as z from 'zod';
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

/** What a newer version has added to `data` is not read: both versions may work on one queue while one replaces the other. */
const syncMessageSchema = z.discriminatedUnion('event', [
  z.strictObject({
    v: z.literal(1),
    event: z.literal('FETCH_PERSON_PAGE'),
    data: z.object({
      ...addressShape,
      attempt,
      deferredSince,
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
      /** The unit of work: the page's place in the sync. */
      unit: count,
      attempt,
      /** Where the people come from, should they have to be fetched. */
      reference: referenceSchema,
      /** The people, when they were fetched already. */
      records: z.array(personSchema).exactOptional(),
      /** What earlier attempts at this unit have finished. */
      carried: z.object({ synced: count, failed: count, skipped: count, errors: z.array(errorEntrySchema) }).exactOptional(),
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
      /** People that the sync did not see, so far. */
      found: count,
      /** Those of them that are gone from the CRM, so far in this phase. */
      gone: count,
      /** Those of them that stay in Quo, so far in this phase. */
      kept: count,
    }),
  }),
]);

/** A message between the workers of a sync. */
export type SyncMessage = z.output<typeof syncMessageSchema>;
/** Which integration and which process a message belongs to. */
export type MessageAddress = z.output<z.ZodObject<typeof addressShape>>;
export type FetchPersonPageData = Extract<SyncMessage, { event: 'FETCH_PERSON_PAGE' }>['data'];
export type FanOutPagesData = Extract<SyncMessage, { event: 'FAN_OUT_PAGES' }>['data'];
export type ProcessPersonBatchData = Extract<SyncMessage, { event: 'PROCESS_PERSON_BATCH' }>['data'];
export type SweepDeletedData = Extract<SyncMessage, { event: 'SWEEP_DELETED' }>['data'];
export type UnitReference = z.output<typeof referenceSchema>;

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
  const paths = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole');
  throw new InvalidMessageError(`Not a sync message of version 1: see ${paths.join(', ')}`);
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
