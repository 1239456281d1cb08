import { InvalidProcessDataError, type PersonKey, type PersonMapping } from '@frigg-crm/core';
import { toPersonMapping, type MappingState } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import { unreadable } from '../errors/unreadable.ts';

/** Of how many changes a document keeps the names. */
const KEPT_CHANGES = 4;

/** A person as it is stored in MongoDB. */
export interface MappingDocument
  extends PersonKey, Pick<MappingState, 'quoContactId' | 'phoneNumbers' | 'contentHash' | 'seenIn' | 'failure' | 'contested'> {
  /** Scope and id in one text. */
  readonly _id: string;
  readonly sourceModifiedAt: Date | null;
  readonly knownSince: Date | null;
  readonly claims: readonly { readonly claimId: string; readonly beganAt: Date }[];
  /**
   * Names of the last changes, newest first. Who changes a person makes sure that they are still what was
   * read, and knows afterwards that the change was made.
   */
  readonly changes: readonly string[];
}

/** A document that was edited manually, or written by a newer version, must not become a mapping. */
const documentSchema = z.object({
  integrationId: z.string(),
  objectType: z.string(),
  externalId: z.string(),
  quoContactId: z.string().nullable(),
  phoneNumbers: z.array(z.string()),
  contentHash: z.string().nullable(),
  sourceModifiedAt: z.date().nullable(),
  seenIn: z.string().nullable(),
  failure: z.object({ processId: z.string(), code: z.string() }).nullable(),
  knownSince: z.date().nullable(),
  claims: z.array(z.object({ claimId: z.string(), beganAt: z.date() })),
  contested: z.boolean(),
  changes: z.array(z.string()).min(1),
});

/** @returns the id of the person's document. JSON keeps apart what a separator would join. */
export function idOf({ integrationId, objectType, externalId }: PersonKey): string {
  return JSON.stringify([integrationId, objectType, externalId]);
}

/** @returns the person as a document. */
export function stateToDocument(key: PersonKey, state: MappingState, changes: readonly string[]): MappingDocument {
  const { sourceModifiedAt, knownSinceMs, claims, ...rest } = state;
  const { integrationId, objectType, externalId } = key;
  return {
    _id: idOf(key),
    integrationId,
    objectType,
    externalId,
    ...rest,
    sourceModifiedAt: sourceModifiedAt === null ? null : new Date(sourceModifiedAt),
    knownSince: knownSinceMs === null ? null : new Date(knownSinceMs),
    claims: [...claims].map(([claimId, beganMs]) => ({ claimId, beganAt: new Date(beganMs) })),
    changes: changes.slice(0, KEPT_CHANGES),
  };
}

/**
 * @returns what the document says of the person, and its last changes.
 * @throws {StorageError} when the document is no person.
 */
export function documentToState(document: unknown): {
  readonly key: PersonKey;
  readonly state: MappingState;
  readonly changes: readonly string[];
} {
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) throw unreadable('mapping', parsed.error, new InvalidProcessDataError('a person mapping'));
  const { integrationId, objectType, externalId, sourceModifiedAt, knownSince, claims, changes, ...rest } = parsed.data;
  return {
    key: { integrationId, objectType, externalId },
    state: {
      ...rest,
      sourceModifiedAt: sourceModifiedAt?.toISOString() ?? null,
      knownSinceMs: knownSince?.getTime() ?? null,
      claims: new Map(claims.map(({ claimId, beganAt }) => [claimId, beganAt.getTime()])),
    },
    changes,
  };
}

/** @returns the person as the port shows it. */
export function documentToMapping(document: unknown): PersonMapping {
  const { key, state } = documentToState(document);
  return toPersonMapping(key, state);
}
