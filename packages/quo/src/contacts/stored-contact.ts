import * as z from 'zod';
import { quoIdSchema } from '../api/quo-id.ts';

/** A phone number or e-mail address that Quo holds. */
export interface StoredQuoItem {
  readonly name?: string | null | undefined;
  readonly value?: string | null | undefined;
}

/** A contact as Quo holds it, the fields that we use (Quo API, Get a contact by id). */
export interface StoredQuoContact {
  readonly id: string;
  readonly externalId?: string | null | undefined;
  readonly source?: string | null | undefined;
  readonly sourceUrl?: string | null | undefined;
  readonly defaultFields: {
    readonly firstName?: string | null | undefined;
    readonly lastName?: string | null | undefined;
    readonly company?: string | null | undefined;
    readonly role?: string | null | undefined;
    readonly phoneNumbers?: readonly StoredQuoItem[] | null | undefined;
    readonly emails?: readonly StoredQuoItem[] | null | undefined;
  };
  readonly customFields?: readonly { readonly key?: string | null | undefined; readonly value?: unknown }[] | null | undefined;
}

const itemSchema = z.object({ name: z.string().nullish(), value: z.string().nullish() });

/** Reads a contact out of a response. */
export const storedContactSchema: z.ZodType<StoredQuoContact> = z.object({
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

/** Reads the response to a write. */
export const storedContactAnswerSchema = z.object({ data: storedContactSchema });

/** The numbers that a contact holds, in Quo's order and spelling. */
export function phoneNumbersOf(contact: StoredQuoContact): readonly string[] {
  return (contact.defaultFields.phoneNumbers ?? []).flatMap(({ value }) => (value == null || value === '' ? [] : [value]));
}
