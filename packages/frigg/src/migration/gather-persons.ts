import * as z from 'zod';

/** A row of Frigg's mappings, decrypted. */
export interface FriggMappingRow {
  readonly sourceId: string;
  readonly mapping: unknown;
}

/** A person whom Frigg has written to Quo. */
export interface FriggPerson {
  readonly objectType: string;
  readonly externalId: string;
  /** `null`: Frigg did not note it. */
  readonly quoContactId: string | null;
  /** E.164, in the order of the rows. */
  readonly phoneNumbers: readonly string[];
}

/** What the mappings of one integration hold. */
export interface GatheredPersons {
  readonly persons: readonly FriggPerson[];
  /** Rows of calls and texts, and of others: they are left. */
  readonly left: number;
  readonly unreadable: number;
}

const personSchema = z.object({
  externalId: z.union([z.string().min(1), z.number().transform(String)]),
  quoContactId: z.string().min(1).nullish(),
  phoneNumber: z.string().nullish(),
  entityType: z.string().min(1).nullish(),
});
const E164 = /^\+[1-9]\d{6,14}$/;
/** Rows of calls and texts name these, directly or below `mapping`. */
const ACTIVITY_KEYS = ['callId', 'messageId', 'noteId', 'zohoCallId'];

/**
 * Joins the rows of each person: Frigg has one per phone number and one per record.
 * @param objectTypes - By Frigg's `entityType`, the connector's object type. @defaultValue the same name
 * @param defaultType - Where a person's rows name no type.
 */
export function gatherFriggPersons(
  rows: Iterable<FriggMappingRow>,
  { objectTypes = {}, defaultType }: { readonly objectTypes?: Readonly<Record<string, string>>; readonly defaultType: string },
): GatheredPersons {
  const found = new Map<string, { objectType?: string; quoContactId: string | null; phoneNumbers: string[] }>();
  let left = 0;
  let unreadable = 0;
  for (const { sourceId, mapping } of rows) {
    if (isActivity(mapping)) {
      left += 1;
      continue;
    }
    const parsed = personSchema.safeParse(mapping);
    if (!parsed.success) {
      unreadable += 1;
      continue;
    }
    const { externalId, quoContactId, phoneNumber, entityType } = parsed.data;
    const person = found.get(externalId) ?? { quoContactId: null, phoneNumbers: [] };
    person.quoContactId ??= quoContactId ?? null;
    if (entityType !== undefined && entityType !== null) person.objectType ??= objectTypes[entityType] ?? entityType;
    const numbers = [phoneNumber, sourceId].filter((text) => typeof text === 'string' && E164.test(text));
    person.phoneNumbers.push(...numbers.filter((number): number is string => !person.phoneNumbers.includes(number as string)).slice(0, 1));
    found.set(externalId, person);
  }
  const persons = [...found].map(([externalId, { objectType = defaultType, ...person }]) => ({ objectType, externalId, ...person }));
  return { persons, left, unreadable };
}

function isActivity(mapping: unknown): boolean {
  if (typeof mapping !== 'object' || mapping === null) return false;
  const inner: unknown = 'mapping' in mapping ? mapping.mapping : mapping;
  return typeof inner === 'object' && inner !== null && ACTIVITY_KEYS.some((key) => Object.hasOwn(inner, key));
}
