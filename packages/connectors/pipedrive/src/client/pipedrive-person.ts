import * as z from 'zod';
import { pipedriveIdSchema } from './pipedrive-id.ts';

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

const text = z.string().nullish();

const valueSchema = z.object({
  value: z.union([z.string(), z.number()]).nullish(),
  label: text,
  primary: z.boolean().nullish(),
});

/** Persons API v2, Get all persons. `phone` and `email` are the lists of v1: a mapping of such a record without them would erase both. */
const personSchema = z.object({
  id: pipedriveIdSchema,
  name: text,
  first_name: text,
  last_name: text,
  job_title: text,
  org_id: pipedriveIdSchema.nullish(),
  phones: z.array(valueSchema).nullish(),
  emails: z.array(valueSchema).nullish(),
  update_time: text,
  is_deleted: z.boolean().nullish(),
  phone: z.undefined().optional(),
  email: z.undefined().optional(),
});

/**
 * Reads a person of a response. One odd record must not cost the page it is on: it comes back as unusable, so that it
 * fails alone.
 */
export const pipedrivePersonSchema = z.unknown().transform((wire): PipedrivePerson => {
  const parsed = personSchema.safeParse(wire);
  return parsed.success ? toPerson(parsed.data) : toUnusablePerson(wire, parsed.error);
});

function toPerson(wire: z.output<typeof personSchema>): PipedrivePerson {
  return {
    id: wire.id,
    name: wire.name ?? null,
    firstName: wire.first_name ?? null,
    lastName: wire.last_name ?? null,
    jobTitle: wire.job_title ?? null,
    orgId: wire.org_id ?? null,
    organizationName: null,
    phones: toValues(wire.phones),
    emails: toValues(wire.emails),
    isDeleted: wire.is_deleted ?? false,
    updateTime: wire.update_time ?? null,
    unusableField: null,
  };
}

function toValues(wire: readonly z.output<typeof valueSchema>[] | null | undefined): readonly PipedriveValue[] {
  return (wire ?? []).map(({ value, label, primary }) => ({ value: String(value ?? ''), label: label ?? null, primary: primary ?? false }));
}

/** What can be read of any record. */
const traceSchema = z.object({ id: z.unknown(), is_deleted: z.unknown() }).partial();

function toUnusablePerson(wire: unknown, error: z.ZodError): PipedrivePerson {
  const trace = traceSchema.safeParse(wire).data;
  return {
    id: pipedriveIdSchema.safeParse(trace?.id).data ?? '',
    name: null,
    firstName: null,
    lastName: null,
    jobTitle: null,
    orgId: null,
    organizationName: null,
    phones: [],
    emails: [],
    isDeleted: trace?.is_deleted === true,
    updateTime: null,
    unusableField: String(error.issues[0]?.path[0] ?? 'record'),
  };
}
