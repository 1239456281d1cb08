import * as z from 'zod';

const textSchema = z.string().nullish();
/** What an entry of each attribute that is read may hold (Attio REST API, Attribute types); other attributes are not looked at. */
const ENTRIES = {
  'personal-name': z.object({ active_until: textSchema, first_name: textSchema, last_name: textSchema, full_name: textSchema }),
  'phone-number': z.object({ active_until: textSchema, phone_number: textSchema, original_phone_number: textSchema }),
  'email-address': z.object({ active_until: textSchema, email_address: textSchema, original_email_address: textSchema }),
  'record-reference': z.object({ active_until: textSchema, target_record_id: textSchema }),
  /** Of type text or select, or of any other type where a workspace has made the attribute itself. */
  any: z.object({ active_until: textSchema, value: z.unknown().optional(), option: z.unknown().optional() }),
} as const;

/** @returns the schema of an attribute of this type: a list of entries, which may be absent. */
export function entriesOf<Type extends keyof typeof ENTRIES>(type: Type): z.ZodOptional<z.ZodNullable<z.ZodArray<(typeof ENTRIES)[Type]>>> {
  return z.array(ENTRIES[type]).nullish();
}

/**
 * @returns the entries that count now: those of before end in `active_until`. Where all have ended the attribute is empty.
 */
export function activeOf<Entry extends { readonly active_until?: string | null | undefined }>(
  entries: readonly Entry[] | null | undefined,
): readonly Entry[] {
  return (entries ?? []).filter(({ active_until: until }) => until === undefined || until === null);
}
