import type { JsonObject } from '@frigg-crm/core';
import * as z from 'zod';
import type { ImportedConnector } from './frigg-connectors.ts';
import { toMoment } from './frigg-rows.ts';
import type { ImportTally } from './import-counts.ts';
import type { OpenedField } from './open-field.ts';

/** A person whom Frigg has written to Quo. */
export interface FriggPerson {
  readonly objectType: string;
  readonly externalId: string;
  readonly quoContactId: string;
  /** E.164, in the order of the rows. */
  readonly phoneNumbers: readonly string[];
}

/** A call or a text that Frigg has written to the CRM. */
export interface FriggActivity {
  readonly kind: 'call' | 'message';
  /** Quo's id. */
  readonly sourceId: string;
  /** The CRM's id. */
  readonly activityId: string;
  readonly person: Pick<FriggPerson, 'objectType' | 'externalId'>;
  /** All numbers of the person: Frigg does not note which one it was. */
  readonly contactPhones: readonly string[];
  /** ISO 8601. */
  readonly writtenAt: string | null;
}

/** What the mappings of one integration, or of a part of it, hold. */
export interface GatheredMappings {
  readonly persons: readonly FriggPerson[];
  readonly activities: readonly FriggActivity[];
}

/** A mapping, decrypted. */
export interface OpenedMapping {
  readonly sourceId: string;
  readonly mapping: OpenedField<JsonObject>;
}

const id = z.union([z.string().min(1), z.number().transform(String)]);
const personSchema = z.object({
  externalId: id,
  quoContactId: z.string().min(1).nullish().catch(null),
  phoneNumber: z.string().nullish().catch(null),
  entityType: z.string().min(1).nullish().catch(null),
});
const activitySchema = z.object({
  callId: id.nullish().catch(null),
  messageId: id.nullish().catch(null),
  noteId: id.nullish().catch(null),
  zohoCallId: id.nullish().catch(null),
  activityId: id.nullish().catch(null),
  contactId: id.nullish().catch(null),
  zohoContactId: id.nullish().catch(null),
  createdAt: z.string().nullish().catch(null),
});
const E164 = /^\+[1-9]\d{6,14}$/;
const ACTIVITY_KEYS = ['callId', 'messageId', 'noteId', 'zohoCallId'];

interface Found {
  objectType?: string | undefined;
  isUnknownType: boolean;
  quoContactId: string | null;
  phoneNumbers: string[];
}

/** An activity, before the numbers of its person are known. */
type WrittenActivity = Omit<FriggActivity, 'person' | 'contactPhones'> & { readonly contactId: string };

/** Which of the persons to gather: those whose number is `part` of `of`. */
export interface GatherPart {
  readonly part: number;
  readonly of: number;
}

/** Joins the rows of each person: Frigg has one per phone number and one per record, in any order. */
export class FriggGathering {
  readonly #connector: ImportedConnector;
  readonly #tally: ImportTally;
  readonly #part: GatherPart;
  readonly #persons = new Map<string, Found>();
  readonly #activities: WrittenActivity[] = [];
  #rows = 0;

  constructor(connector: ImportedConnector, tally: ImportTally, part: GatherPart = { part: 0, of: 1 }) {
    this.#connector = connector;
    this.#tally = tally;
    this.#part = part;
  }

  /** How many rows are held. */
  get size(): number {
    return this.#rows;
  }

  add({ sourceId, mapping }: OpenedMapping): void {
    if ('unreadable' in mapping) return this.#count(() => this.#tally.miss('mappings', mapping.unreadable));
    const inner = readObject(mapping.value['mapping']) ?? mapping.value;
    if (ACTIVITY_KEYS.some((key) => Object.hasOwn(inner, key))) this.#addActivity(sourceId, inner);
    else this.#addPerson(sourceId, mapping.value);
  }

  /** Counts what is left. @returns the others. */
  finish(): GatheredMappings {
    const persons: FriggPerson[] = [];
    const shared = this.#findSharedContacts();
    for (const [externalId, found] of this.#persons) {
      const { objectType, quoContactId, phoneNumbers } = found;
      if (found.isUnknownType) this.#tally.leave('persons', 'unknown-type');
      // The next sync finds the contact by its external id.
      else if (quoContactId === null) this.#tally.leave('persons', 'no-contact');
      // Frigg took a contact with the number of a person for theirs: whose it is, only Quo knows.
      else if (shared.has(quoContactId)) this.#tally.leave('persons', 'shared-contact');
      else persons.push({ objectType: objectType ?? this.#connector.defaultType, externalId, quoContactId, phoneNumbers });
    }
    const activities = this.#activities.flatMap(({ contactId, ...activity }): readonly FriggActivity[] => {
      const found = this.#persons.get(contactId);
      if (found !== undefined && !found.isUnknownType && found.phoneNumbers.length > 0) {
        const person = { objectType: found.objectType ?? this.#connector.defaultType, externalId: contactId };
        return [{ ...activity, person, contactPhones: found.phoneNumbers }];
      }
      this.#tally.leave('activities', 'no-phone-number');
      return [];
    });
    return { persons, activities };
  }

  #findSharedContacts(): ReadonlySet<string> {
    const [seen, shared] = [new Set<string>(), new Set<string>()];
    for (const { quoContactId } of this.#persons.values()) {
      if (quoContactId === null) continue;
      if (seen.has(quoContactId)) shared.add(quoContactId);
      seen.add(quoContactId);
    }
    return shared;
  }

  #addPerson(sourceId: string, mapping: JsonObject): void {
    const parsed = personSchema.safeParse(mapping);
    if (!parsed.success) return this.#count(() => this.#tally.miss('mappings', 'form'));
    const { externalId, quoContactId, phoneNumber, entityType } = parsed.data;
    if (!this.#isMine(externalId)) return;
    this.#rows += 1;
    const person = this.#persons.get(externalId) ?? { isUnknownType: false, quoContactId: null, phoneNumbers: [] };
    person.quoContactId ??= quoContactId ?? null;
    if (entityType !== undefined && entityType !== null) this.#setType(person, entityType);
    const number = [phoneNumber, sourceId].find((text) => typeof text === 'string' && E164.test(text));
    if (typeof number === 'string' && !person.phoneNumbers.includes(number)) person.phoneNumbers.push(number);
    this.#persons.set(externalId, person);
  }

  #setType(person: Found, entityType: string): void {
    const { objectTypes } = this.#connector;
    const name = entityType.toLowerCase();
    const known = objectTypes === undefined ? entityType : Object.hasOwn(objectTypes, name) ? objectTypes[name] : undefined;
    person.objectType ??= known;
    person.isUnknownType = person.objectType === undefined;
  }

  #addActivity(sourceId: string, mapping: JsonObject): void {
    const written = readActivity(sourceId, mapping);
    if (written === undefined) return this.#count(() => this.#tally.leave('activities', 'no-person'));
    if (!this.#isMine(written.contactId)) return;
    this.#rows += 1;
    this.#activities.push(written);
  }

  /** Rows that belong to no person are counted with the first part. */
  #count(count: () => void): void {
    if (this.#part.part === 0) count();
  }

  #isMine(externalId: string): boolean {
    const { part, of } = this.#part;
    return of === 1 || hashOf(externalId) % of === part;
  }
}

/** @returns `undefined` when it names no person, or no activity. */
function readActivity(sourceId: string, mapping: JsonObject): WrittenActivity | undefined {
  const { callId, messageId, createdAt, ...ids } = activitySchema.parse(mapping);
  const activityId = ids.zohoCallId ?? ids.activityId ?? ids.noteId;
  const contactId = ids.contactId ?? ids.zohoContactId;
  if (typeof activityId !== 'string' || typeof contactId !== 'string') return undefined;
  const isMessage = typeof messageId === 'string';
  return {
    kind: isMessage ? 'message' : 'call',
    sourceId: messageId ?? callId ?? sourceId,
    activityId,
    contactId,
    writtenAt: toMoment(createdAt) ?? null,
  };
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash;
}

function readObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}
