import { InvalidMessageError, type JsonValue } from '@frigg-crm/core';
import { z } from 'zod';

/** Every message says which integration it belongs to and what it works on. */
const addressShape = {
  integrationId: z.string().min(1),
  connector: z.string().min(1),
  personObjectType: z.string().min(1),
  processId: z.string().min(1),
};

const attempt = z.int().min(0).default(0);
const count = z.int().min(0);

const errorEntrySchema = z.strictObject({
  externalId: z.string().exactOptional(),
  unit: count.exactOptional(),
  code: z.string(),
  message: z.string(),
});

/** A person as the connector made it: whatever JSON.parse returns is JSON, so nothing is left to check. */
const personSchema = z.custom<JsonValue>((value) => value !== undefined);

const referenceSchema = z.discriminatedUnion('kind', [
  /** A page of the CRM. `endsPlan`: nobody has looked yet whether there is one behind it. */
  z.strictObject({ kind: z.literal('page'), page: count.nullable(), cursor: z.string().nullable(), endsPlan: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('ids'), crmPersonIds: z.array(z.string().min(1)).min(1) }),
]);

const syncMessageSchema = z.discriminatedUnion('event', [
  z.strictObject({ v: z.literal(1), event: z.literal('FETCH_PERSON_PAGE'), data: z.strictObject({ ...addressShape, attempt }) }),
  z.strictObject({
    v: z.literal(1),
    event: z.literal('FAN_OUT_PAGES'),
    data: z.strictObject({ ...addressShape, from: count, to: count, attempt }),
  }),
  z.strictObject({
    v: z.literal(1),
    event: z.literal('PROCESS_PERSON_BATCH'),
    data: z.strictObject({
      ...addressShape,
      /** The unit of work: the page's place in the sync. */
      unit: count,
      attempt,
      /** Where the people come from, should they have to be fetched. */
      reference: referenceSchema,
      /** The people, when they were fetched already. */
      records: z.array(personSchema).exactOptional(),
      /** What earlier attempts at this unit have finished. */
      carried: z.strictObject({ synced: count, failed: count, skipped: count, errors: z.array(errorEntrySchema) }).exactOptional(),
    }),
  }),
  z.strictObject({ v: z.literal(1), event: z.literal('COMPLETE_SYNC'), data: z.strictObject(addressShape) }),
]);

/** A message between the workers of a sync. */
export type SyncMessage = z.output<typeof syncMessageSchema>;
/** Whom a message concerns. */
export type MessageAddress = z.output<z.ZodObject<typeof addressShape>>;
export type FetchPersonPageData = Extract<SyncMessage, { event: 'FETCH_PERSON_PAGE' }>['data'];
export type FanOutPagesData = Extract<SyncMessage, { event: 'FAN_OUT_PAGES' }>['data'];
export type ProcessPersonBatchData = Extract<SyncMessage, { event: 'PROCESS_PERSON_BATCH' }>['data'];
export type UnitReference = z.output<typeof referenceSchema>;

/** What XML 1.0 excludes, so Amazon SQS refuses it in a body, and what is outside the basic plane, which some of its emulators refuse. */
const HARD_TO_CARRY = /[\uD800-\uDFFF\uFFFE\uFFFF]/g;

/** @returns the message as every queue carries it: JSON in which emoji and non-characters are escaped. */
export function encodeSyncMessage(message: SyncMessage): string {
  return JSON.stringify(message).replaceAll(HARD_TO_CARRY, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * Reads a message at the door.
 * @throws {InvalidMessageError} saying where it deviates, never quoting it.
 */
export function decodeSyncMessage(body: string): SyncMessage {
  const parsed = syncMessageSchema.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole');
  throw new InvalidMessageError(`Not a sync message of version 1: see ${paths.join(', ')}`);
}

function parseJson(body: string): JsonValue | undefined {
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
