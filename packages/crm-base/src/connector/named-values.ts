import type { QuoContact } from '@frigg-crm/quo';
import type { FieldReading } from './field-reading.ts';

/** A phone number or e-mail address as CRMs keep it. */
export interface LabelledValue {
  readonly value: unknown;
  readonly label?: string | null | undefined;
  readonly primary?: boolean | null | undefined;
}

/** A phone number or e-mail address as Quo keeps it. */
export interface NamedValue {
  /** What it is called there, such as `Work`. */
  readonly name: string;
  readonly value: string;
}

/** How {@link readNamedValues} reads the texts of a field. */
export interface ReadNamedValuesOptions {
  /** Reads one text, such as `readPhoneNumbers` and `readEmailAddresses` do. */
  readonly read: (value: unknown) => FieldReading;
  /** The name of a value without a label. @defaultValue 'Work' */
  readonly defaultName?: string | undefined;
}

/** What a CRM's list of numbers or addresses holds. */
export interface NamedValuesReading {
  readonly values: readonly NamedValue[];
  /** Whether something that may be a value could not be read: then `values` takes nothing away that Quo holds. */
  readonly isUnreadable: boolean;
}

/**
 * Turns a CRM's list of numbers or addresses into Quo's. Each text may hold several; those of the primary one come first,
 * since Quo knows no other mark, and of equal ones (whatever their case) the first is kept.
 */
export function readNamedValues(
  items: readonly LabelledValue[],
  { read, defaultName = 'Work' }: ReadNamedValuesOptions,
): NamedValuesReading {
  const primaryFirst = [...items.filter(({ primary }) => primary === true), ...items.filter(({ primary }) => primary !== true)];
  const byValue = new Map<string, NamedValue>();
  let isUnreadable = false;
  for (const { value: text, label } of primaryFirst) {
    const { values, state } = read(text);
    isUnreadable ||= state === 'unreadable';
    for (const value of values) {
      const key = value.toLowerCase();
      if (!byValue.has(key)) byValue.set(key, { name: capitaliseLabel(label) ?? defaultName, value });
    }
  }
  return { values: [...byValue.values()], isUnreadable };
}

/** @returns which lists of a contact something could not be read for, as `QuoContact.incomplete` names them; `undefined`: none. */
export function incompleteLists(lists: {
  readonly phoneNumbers: NamedValuesReading;
  readonly emails: NamedValuesReading;
}): QuoContact['incomplete'] {
  const incomplete = (['phoneNumbers', 'emails'] as const).filter((list) => lists[list].isUnreadable);
  return incomplete.length === 0 ? undefined : incomplete;
}

/** How {@link toNamedValues} reads the values of a field. */
export interface NamedValuesOptions extends Omit<ReadNamedValuesOptions, 'read'> {
  /** @returns the value in its one spelling, or `undefined` for one that is none. */
  readonly normalise: (value: unknown) => string | undefined;
}

/**
 * As {@link readNamedValues}, for lists whose texts hold one value each. What cannot be read is dropped without a trace:
 * for phone numbers and e-mail addresses, which are free text in most CRMs, use {@link readNamedValues}.
 */
export function toNamedValues(items: readonly LabelledValue[], { normalise, ...options }: NamedValuesOptions): readonly NamedValue[] {
  const read = (text: unknown): FieldReading => {
    const value = normalise(text);
    return value === undefined ? { values: [], state: 'unreadable' } : { values: [value], state: 'read' };
  };
  return readNamedValues(items, { read, ...options }).values;
}

/** @returns the label with its first letter in capitals and the rest as it is; `undefined` for an empty one. */
export function capitaliseLabel(label: string | null | undefined): string | undefined {
  const [first, ...rest] = label?.trim() ?? '';
  return first === undefined ? undefined : first.toUpperCase() + rest.join('');
}
