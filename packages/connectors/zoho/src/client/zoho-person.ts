import { personRecord } from '@frigg-crm/crm-base/connector';
import { joinWireFields, unsent, wireField, wireRecord, type WireField } from '@frigg-crm/http';
import * as z from 'zod';
import { utcTime, zohoIdSchema } from './zoho-answer.ts';
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

/** Makes the schema of the records of one module. */
export function personSchemaOf(module: ZohoModule): z.ZodType<ZohoPerson> {
  return personRecord({
    id: zohoIdSchema,
    objectType: unsent(module.objectType),
    firstName: nameOf(module.first),
    lastName: nameOf(module.last),
    name: nameOf(module.whole),
    company: nameOf(module.company),
    role: nameOf(module.role),
    phones: valuesOf(module.phones),
    emails: valuesOf(module.emails),
    isDeleted: unsent(false),
    modifiedTime: wireField('Modified_Time', utcTime),
  });
}

function nameOf(field: string | undefined): WireField<string | null> {
  return field === undefined ? unsent(null) : wireField(field, nameSchema);
}

function valuesOf(labels: Readonly<Record<string, string>>): WireField<readonly ZohoValue[]> {
  const wire = Object.fromEntries(Object.keys(labels).map((name) => [name, valueSchema]));
  return joinWireFields(wire, (read) =>
    Object.entries(labels).flatMap(([name, label]) => {
      const value = String(read[name] ?? '');
      return value === '' ? [] : { value, label };
    }),
  );
}

/** Makes the schema of the deleted records of one module (Zoho CRM API v8, Get Deleted Records): nothing else is known of them. */
export function deletedSchemaOf(module: ZohoModule): z.ZodType<ZohoPerson> {
  const person = personSchemaOf(module);
  return wireRecord({ id: zohoIdSchema, modifiedTime: wireField('deleted_time', utcTime) }).transform((deleted) => {
    return { ...person.parse({ id: deleted.id }), ...deleted, isDeleted: true };
  });
}
