import { markUnusable } from '@frigg-crm/crm-base/connector';
import { flag, nullableText, orNull, toCamelKeys } from '@frigg-crm/http';
import * as z from 'zod';
import { pipedriveIdSchema } from './pipedrive-answer.ts';

/** A phone number or e-mail address of a person, as typed. */
export interface PipedriveValue {
  /** May be empty: Pipedrive often keeps one blank phone. */
  readonly value: string;
  readonly label: string | null;
  readonly primary: boolean;
}

/** A person of Pipedrive, as far as a sync needs one. Survives JSON. */
export interface PipedrivePerson {
  /** Empty when Pipedrive sent none. */
  readonly id: string;
  readonly name: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** Only sent when the company has contact sync switched on. */
  readonly jobTitle: string | null;
  readonly orgId: string | null;
  /** The name of the organisation; `null` until it is looked up, and when there is none. */
  readonly organizationName: string | null;
  readonly phones: readonly PipedriveValue[];
  readonly emails: readonly PipedriveValue[];
  /** A deleted person is still answered for 30 days. */
  readonly isDeleted: boolean;
  /** When it last changed (RFC 3339). */
  readonly updateTime: string | null;
  /** The first field that is not as documented; such a person is never written. `null` for a usable one. */
  readonly unusableField: string | null;
}

const valuesSchema = z
  .array(z.object({ value: z.union([z.string(), z.number()]).nullish(), label: nullableText, primary: flag }))
  .nullish()
  .transform((values) => (values ?? []).map(({ value, ...rest }): PipedriveValue => ({ value: String(value ?? ''), ...rest })));

/** Persons API v2, Get all persons. `phone` and `email` are the lists of v1: a mapping of such a record without them would erase both. */
const personSchema = z.object({
  id: pipedriveIdSchema,
  name: nullableText,
  first_name: nullableText,
  last_name: nullableText,
  job_title: nullableText,
  org_id: orNull(pipedriveIdSchema),
  phones: valuesSchema,
  emails: valuesSchema,
  update_time: nullableText,
  is_deleted: flag,
  phone: z.undefined().optional(),
  email: z.undefined().optional(),
});

/**
 * Reads a person of a response. One odd record must not cost the page it is on: it comes back as unusable, so that it
 * fails alone.
 */
export const pipedrivePersonSchema = markUnusable<PipedrivePerson>(
  personSchema.transform(({ phone: _phone, email: _email, ...wire }) => {
    return { ...toCamelKeys(wire), organizationName: null, unusableField: null };
  }),
  ({ id, is_deleted: isDeleted }, unusableField) => ({
    ...EMPTY_PERSON,
    id: pipedriveIdSchema.safeParse(id).data ?? '',
    isDeleted: isDeleted === true,
    unusableField,
  }),
);

const EMPTY_PERSON = {
  name: null,
  firstName: null,
  lastName: null,
  jobTitle: null,
  orgId: null,
  organizationName: null,
  phones: [],
  emails: [],
  updateTime: null,
} as const;
