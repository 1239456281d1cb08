import { readSent, wireRecord, type RecordFields, type WireRecord } from '@frigg-crm/http';
import * as z from 'zod';
import { markUnusable } from './unusable-person.ts';

/** A person as {@link personRecord} reads one. */
export type PersonRecord<Fields extends RecordFields> = WireRecord<Fields> & {
  /** The first field that is not as documented; such a person is never written. `null` for a usable one. */
  readonly unusableField: string | null;
};

/**
 * Reads persons of an API as {@link wireRecord} does. One odd record must not cost the page it is on: it comes back with nothing
 * but its id, the empty text where that cannot be read either, and whether it is deleted, and fails alone when it is transformed.
 */
export function personRecord<const Fields extends RecordFields & { readonly id: z.ZodType<string> }>(
  fields: Fields,
): z.ZodType<PersonRecord<Fields>> {
  const nothing = readSent(fields);
  const { id, isDeleted = z.never() } = fields as RecordFields;
  const person = wireRecord(fields).transform((read): PersonRecord<Fields> => ({ ...read, unusableField: null }));
  return markUnusable(person, (wire, unusableField) => {
    // Each field is as it is read where nothing is sent.
    return { ...nothing, id: '', ...readSent({ id: id ?? z.never(), isDeleted }, wire), unusableField } as PersonRecord<Fields>;
  });
}
