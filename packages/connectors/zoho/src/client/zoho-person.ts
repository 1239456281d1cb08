import { markUnusable, toUtc } from '@frigg-crm/crm-base/connector';
import { nullableText } from '@frigg-crm/http';
import * as z from 'zod';
import { zohoIdSchema } from './zoho-answer.ts';
import type { ZohoModule, ZohoObjectType } from './zoho-modules.ts';

/** A phone number or e-mail address as typed. */
export interface ZohoValue {
  readonly value: string;
  readonly label: string;
}

/** A contact, lead or account, as far as a sync needs one. Survives JSON. */
export interface ZohoPerson {
  /** Empty when Zoho sent none. */
  readonly id: string;
  readonly objectType: ZohoObjectType;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** The whole name; that of an account. */
  readonly name: string | null;
  readonly company: string | null;
  readonly role: string | null;
  readonly phones: readonly ZohoValue[];
  readonly emails: readonly ZohoValue[];
  readonly isDeleted: boolean;
  /** When it last changed or was deleted, in UTC (ISO 8601), whole seconds. */
  readonly modifiedTime: string | null;
  /** The first field that is not as documented; such a record is never written. `null` for a usable one. */
  readonly unusableField: string | null;
}

/** A lookup comes as an object, as a text or as null; what a layout or profile hides is left out. */
const nameSchema = z
  .union([z.string(), z.object({ name: z.string().nullish() }).transform(({ name }) => name ?? null)])
  .nullish()
  .transform((name) => name ?? null);
const valueSchema = z.union([z.string(), z.number()]).nullish();
const timeSchema = nullableText.transform((time) => toUtc(time) ?? null);

/** What is known of a record that cannot be read, or is deleted. */
const NOTHING = { firstName: null, lastName: null, name: null, company: null, role: null, phones: [], emails: [], modifiedTime: null };

/** Makes the schema of the records of one module. One odd record must not cost the page it is on: it comes back as unusable. */
export function personSchemaOf(module: ZohoModule): z.ZodType<ZohoPerson> {
  const { objectType, first, last, whole, company, role, phones, emails } = module;
  const texts = [first, last, whole, company, role].filter((name) => name !== undefined);
  const values = [...Object.keys(phones), ...Object.keys(emails)];
  const recordSchema = z.object({
    id: zohoIdSchema,
    Modified_Time: timeSchema,
    ...Object.fromEntries(texts.map((name) => [name, nameSchema])),
    ...Object.fromEntries(values.map((name) => [name, valueSchema])),
  });
  const person = recordSchema.transform(({ id, Modified_Time: modifiedTime, ...record }): ZohoPerson => {
    // The schema above has read each of them.
    const wire = record as Readonly<Record<string, string | number | null | undefined>>;
    const textOf = (name: string | undefined): string | null => (name === undefined ? null : ((wire[name] as string | null) ?? null));
    const valuesOf = (labels: Readonly<Record<string, string>>): readonly ZohoValue[] =>
      Object.entries(labels).flatMap(([name, label]) => {
        const value = String(wire[name] ?? '');
        return value === '' ? [] : { value, label };
      });
    return {
      id,
      objectType,
      firstName: textOf(first),
      lastName: textOf(last),
      name: textOf(whole),
      company: textOf(company),
      role: textOf(role),
      phones: valuesOf(phones),
      emails: valuesOf(emails),
      isDeleted: false,
      modifiedTime,
      unusableField: null,
    };
  });
  return markUnusable<ZohoPerson>(person, ({ id }, unusableField) => {
    return { ...NOTHING, id: zohoIdSchema.safeParse(id).data ?? '', objectType, isDeleted: false, unusableField };
  });
}

/** Makes the schema of the deleted records of one module (Zoho CRM API v8, Get Deleted Records). */
export function deletedSchemaOf({ objectType }: ZohoModule): z.ZodType<ZohoPerson> {
  return z.object({ id: zohoIdSchema, deleted_time: timeSchema }).transform(({ id, deleted_time: modifiedTime }) => ({
    ...NOTHING,
    id,
    objectType,
    isDeleted: true,
    modifiedTime,
    unusableField: null,
  }));
}
