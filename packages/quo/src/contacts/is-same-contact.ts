import type { ContactBody } from './contact-body.ts';
import type { StoredQuoContact } from './stored-contact.ts';

/**
 * Whether an update would change nothing: Quo holds all that `wanted` says. What `wanted` leaves out is not compared.
 * The order of numbers and addresses counts (the first is the main one), the case of e-mail addresses does not.
 */
export function isSameContact(held: StoredQuoContact, wanted: ContactBody): boolean {
  const { defaultFields, sourceUrl, customFields } = wanted;
  return (
    (sourceUrl === undefined || held.sourceUrl === sourceUrl) &&
    isSameText(held.defaultFields.firstName, defaultFields.firstName) &&
    isSameText(held.defaultFields.lastName, defaultFields.lastName) &&
    isSameText(held.defaultFields.company, defaultFields.company) &&
    isSameText(held.defaultFields.role, defaultFields.role) &&
    itemsToText(held.defaultFields.phoneNumbers) === itemsToText(defaultFields.phoneNumbers) &&
    itemsToText(held.defaultFields.emails).toLowerCase() === itemsToText(defaultFields.emails).toLowerCase() &&
    (customFields === undefined || customFieldsToText(held.customFields) === customFieldsToText(customFields))
  );
}

/** Quo may hold an empty text where `null` was sent. */
function isSameText(held: string | null | undefined, wanted: string | null): boolean {
  return (held ?? '') === (wanted ?? '');
}

interface Item {
  readonly name?: string | null | undefined;
  readonly value?: string | null | undefined;
}

function itemsToText(items: readonly Item[] | null | undefined): string {
  return JSON.stringify((items ?? []).flatMap(({ name, value }) => (value == null || value === '' ? [] : [[name ?? '', value]])));
}

interface CustomField {
  readonly key?: string | null | undefined;
  readonly value?: unknown;
}

/** Fields without a value do not count: Quo may list all fields of the workspace. Their order says nothing. */
function customFieldsToText(fields: readonly CustomField[] | null | undefined): string {
  const filled = (fields ?? []).filter(({ key, value }) => key != null && value != null);
  return JSON.stringify(filled.map(({ key, value }) => [key, toComparable(value)]).sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

/** A date may come back in another spelling, the choices of a multi-select in another order. */
function toComparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(String).sort();
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value))) return Date.parse(value);
  return value;
}
