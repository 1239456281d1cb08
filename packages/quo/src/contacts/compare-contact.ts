import { toContactBody, type ContactBody, type ContactPatch } from './contact-body.ts';
import { keepHeld } from './keep-held.ts';
import type { QuoContact } from './quo-contact.ts';
import type { StoredQuoContact, StoredQuoItem } from './stored-contact.ts';

/** One value of a field of a contact. */
export interface ContactValue {
  /** What Quo shows beside it, such as `Work`; `null` where the field has no labels. */
  readonly label: string | null;
  /** What is neither a text nor a list of texts, as JSON. */
  readonly value: string;
}

/** What a contact is to hold in one field, and what it holds. */
export interface ContactFieldComparison {
  /** As the API of Quo names it, such as `phoneNumbers`; a custom field with its key, as `customFields.tier`. */
  readonly field: string;
  readonly wanted: readonly ContactValue[];
  readonly held: readonly ContactValue[];
  /** Whether an update would leave it as it is. */
  readonly isEqual: boolean;
}

/**
 * Compares what an update would write with what Quo holds, field by field, as `upsertMany` does: nothing is taken out of
 * lists that are named `incomplete`, and what the contact leaves out is not compared.
 * @param contact - `undefined`: there is no such person.
 * @param held - `undefined`: there is no such contact.
 */
export function compareContact(contact: QuoContact | undefined, held: StoredQuoContact | undefined): readonly ContactFieldComparison[] {
  if (contact === undefined) return compareBody(undefined, held);
  const body = toContactBody(contact, '');
  const kept = held === undefined ? body : keepHeld({ body, incomplete: contact.incomplete ?? [] }, held);
  return compareBody(kept, held);
}

/**
 * The order of numbers and addresses counts (the first is the main one), the case of e-mail addresses does not. Quo may hold
 * an empty text where `null` was sent.
 */
export function compareBody(body: ContactBody | undefined, held: StoredQuoContact | undefined): readonly ContactFieldComparison[] {
  const { defaultFields: wanted, sourceUrl, customFields } = body ?? NO_BODY;
  const { defaultFields: stored, ...rest } = held ?? NO_CONTACT;
  return [
    ...TEXTS.map((field) => compare(field, toTexts(wanted[field]), toTexts(stored[field]))),
    compare('phoneNumbers', toItems(wanted.phoneNumbers), toItems(stored.phoneNumbers)),
    compare('emails', toItems(wanted.emails), toItems(stored.emails), (text) => text.toLowerCase()),
    ...(sourceUrl === undefined ? [] : [compare('sourceUrl', toTexts(sourceUrl), toTexts(rest.sourceUrl))]),
    ...(customFields === undefined ? [] : compareCustomFields(customFields, rest.customFields)),
  ];
}

const NO_CONTACT: Omit<StoredQuoContact, 'id'> = { defaultFields: {} };
const NO_BODY: ContactPatch = {
  defaultFields: { firstName: null, lastName: null, company: null, role: null, phoneNumbers: [], emails: [] },
};

const TEXTS = ['firstName', 'lastName', 'company', 'role'] as const;

function compare(
  field: string,
  wanted: readonly ContactValue[],
  held: readonly ContactValue[],
  fold: (text: string) => string = (text) => text,
): ContactFieldComparison {
  const toText = (values: readonly ContactValue[]): string => fold(JSON.stringify(values.map(({ label, value }) => [label, value])));
  return { field, wanted, held, isEqual: toText(wanted) === toText(held) };
}

function toTexts(text: string | null | undefined): readonly ContactValue[] {
  return text == null || text === '' ? [] : [{ label: null, value: text }];
}

/** Items without a value do not count. */
function toItems(items: readonly StoredQuoItem[] | null | undefined): readonly ContactValue[] {
  return (items ?? []).flatMap(({ name, value }) => (value == null || value === '' ? [] : [{ label: name ?? '', value }]));
}

interface CustomField {
  readonly key?: string | null | undefined;
  readonly value?: unknown;
}

/** Fields without a value do not count: Quo may list all fields of the workspace. Their order says nothing. */
function compareCustomFields(
  wanted: readonly CustomField[],
  held: readonly CustomField[] | null | undefined,
): readonly ContactFieldComparison[] {
  const [wantedByKey, heldByKey] = [toValuesByKey(wanted), toValuesByKey(held ?? [])];
  const keys = new Set([...wantedByKey.keys(), ...heldByKey.keys()]);
  return [...keys].toSorted().map((key) => {
    const [ours, theirs] = [wantedByKey.get(key) ?? [], heldByKey.get(key) ?? []];
    const isEqual = JSON.stringify(ours.map(toComparable)) === JSON.stringify(theirs.map(toComparable));
    return { field: `customFields.${key}`, wanted: ours.map(toShown), held: theirs.map(toShown), isEqual };
  });
}

function toValuesByKey(fields: readonly CustomField[]): ReadonlyMap<string, readonly unknown[]> {
  const byKey = new Map<string, unknown[]>();
  for (const { key, value } of fields) {
    if (key == null || value == null) continue;
    const values = byKey.get(key);
    if (values === undefined) byKey.set(key, [value]);
    else values.push(value);
  }
  return byKey;
}

function toShown(value: unknown): ContactValue {
  if (typeof value === 'string') return { label: null, value };
  const isTexts = Array.isArray(value) && value.every((each) => typeof each === 'string');
  return { label: null, value: isTexts ? value.join(', ') : JSON.stringify(value) };
}

/** A date may come back in another spelling, the choices of a multi-select in another order. */
function toComparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(String).sort();
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value))) return Date.parse(value);
  return value;
}
