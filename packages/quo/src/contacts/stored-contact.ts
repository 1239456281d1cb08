import * as z from 'zod';
import { quoIdSchema } from '../api/quo-id.ts';

const itemSchema = z.object({ name: z.string().nullish(), value: z.string().nullish() });

/** Reads a contact out of an answer. */
export const storedContactSchema = z.object({
  id: quoIdSchema,
  externalId: quoIdSchema.nullish(),
  source: z.string().nullish(),
  sourceUrl: z.string().nullish(),
  defaultFields: z.object({
    firstName: z.string().nullish(),
    lastName: z.string().nullish(),
    company: z.string().nullish(),
    role: z.string().nullish(),
    phoneNumbers: z.array(itemSchema).nullish(),
    emails: z.array(itemSchema).nullish(),
  }),
  customFields: z.array(z.object({ key: z.string().nullish(), value: z.unknown() })).nullish(),
});

/** Reads the answer to a write. */
export const storedContactAnswerSchema = z.object({ data: storedContactSchema });

/** A contact as Quo holds it, the fields that we use (Quo API, Get a contact by id). */
export type StoredQuoContact = Readonly<z.infer<typeof storedContactSchema>>;

/** The numbers that a contact holds, in Quo's order and spelling. */
export function phoneNumbersOf(contact: StoredQuoContact): readonly string[] {
  return (contact.defaultFields.phoneNumbers ?? []).flatMap(({ value }) => (value == null || value === '' ? [] : [value]));
}
