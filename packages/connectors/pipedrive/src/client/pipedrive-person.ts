import { personRecord } from '@frigg-crm/crm-base/connector';
import { flag, joinWireFields, nullableText, orNull, unsent } from '@frigg-crm/http';
import * as z from 'zod';
import { pipedriveIdSchema } from './pipedrive-answer.ts';

/** A phone number or e-mail address of a person, as typed. */
export interface PipedriveValue {
  /** May be empty: Pipedrive often keeps one blank phone. */
  readonly value: string;
  readonly label: string | null;
  readonly primary: boolean;
}

const valuesSchema = z
  .array(z.object({ value: z.union([z.string(), z.number()]).nullish(), label: nullableText, primary: flag }))
  .nullish()
  .transform((values): readonly PipedriveValue[] => (values ?? []).map(({ value, ...rest }) => ({ value: String(value ?? ''), ...rest })));
/** The lists of v1: a mapping of such a record without them would erase both. */
const ofV1 = z.undefined().optional();

/** Persons API v2, Get all persons. */
export const pipedrivePersonSchema = personRecord({
  /** Empty when Pipedrive sent none. */
  id: pipedriveIdSchema,
  name: nullableText,
  firstName: nullableText,
  lastName: nullableText,
  /** Only sent when the company has contact sync switched on. */
  jobTitle: nullableText,
  orgId: orNull(pipedriveIdSchema),
  /** The name of the organisation; `null` until it is looked up, and when there is none. */
  organizationName: unsent<string | null>(null),
  phones: joinWireFields({ phones: valuesSchema, phone: ofV1 }, ({ phones }) => phones),
  emails: joinWireFields({ emails: valuesSchema, email: ofV1 }, ({ emails }) => emails),
  /** A deleted person is still answered for 30 days. */
  isDeleted: flag,
  /** When it last changed (RFC 3339). */
  updateTime: nullableText,
});

/** A person of Pipedrive, as far as a sync needs one. Survives JSON. */
export type PipedrivePerson = z.output<typeof pipedrivePersonSchema>;
