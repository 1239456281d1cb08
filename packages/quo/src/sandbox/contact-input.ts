import type { JsonValue } from '@frigg-crm/core';
import * as z from 'zod';
import { countCharacters } from '../api/count-characters.ts';
import { findSourceProblem, type QuoSurface } from '../api/quo-source.ts';
import type { SandboxContact, SandboxContactInput, SandboxItem } from './sandbox-contact.ts';

const text = z.string().nullish();
const sized = (max: number): z.ZodType<string> =>
  z.string().refine((value) => value !== '' && countCharacters(value) <= max, `Expected 1 to ${max} characters`);
const items = z.array(z.strictObject({ name: z.string(), value: z.string().nullable(), id: z.string().optional() }));
const customFieldValue: z.ZodType<JsonValue> = z.union([z.array(z.string()), z.string(), z.boolean(), z.number(), z.null()]);
const customFields = z.array(z.strictObject({ key: z.string().optional(), id: z.string().optional(), value: customFieldValue }));
const sourceUrl = sized(200).refine((value) => URL.canParse(value), 'Expected a URI');
const fields = { lastName: text, company: text, role: text, phoneNumbers: items.optional(), emails: items.optional() };

/** The bodies that contacts are written with. */
export interface ContactSchemas {
  readonly create: z.ZodType<CreateBody>;
  readonly patch: z.ZodType<PatchBody>;
}

/** Makes the checks of the bodies; stricter than Quo: an unknown field is an error, not nothing. */
export function createContactSchemas(surface: QuoSurface): ContactSchemas {
  return buildSchemas(surface);
}

/** The body of a create, checked. */
export type CreateBody = z.infer<ReturnType<typeof buildSchemas>['create']>;
/** The body of an update, checked. */
export type PatchBody = z.infer<ReturnType<typeof buildSchemas>['patch']>;

function buildSchemas(surface: QuoSurface) {
  const source = sized(72).refine((value) => findSourceProblem(value, surface) === undefined, 'Expected a source that is not reserved');
  const create = z.strictObject({
    defaultFields: z.strictObject({ ...fields, firstName: z.string().nullable() }),
    customFields: customFields.optional(),
    createdByUserId: z.string().startsWith('US').optional(),
    source: source.optional(),
    sourceUrl: sourceUrl.optional(),
    externalId: sized(75).nullish(),
  });
  const patch = z.strictObject({
    defaultFields: z.strictObject({ ...fields, firstName: text }).optional(),
    customFields: customFields.optional(),
    source: source.nullish(),
    sourceUrl: sourceUrl.nullish(),
    externalId: sized(75).nullish(),
  });
  return { create, patch };
}

/** Fills in what a create leaves out. */
export function toInput({ defaultFields, customFields: values, source, sourceUrl: url, externalId }: CreateBody): SandboxContactInput {
  const { firstName, lastName, company, role, phoneNumbers, emails } = defaultFields;
  return {
    externalId: externalId ?? null,
    source: source ?? 'public-api',
    sourceUrl: url ?? null,
    defaultFields: {
      firstName,
      lastName: lastName ?? null,
      company: company ?? null,
      role: role ?? null,
      phoneNumbers: toItems(phoneNumbers ?? []),
      emails: toItems(emails ?? []),
    },
    customFields: toCustomFields(values ?? []),
  };
}

/** Lays an update over what is held: a given list replaces the held one, a field that is not given stays. */
export function toPatched(held: SandboxContact, patch: PatchBody): SandboxContactInput {
  const old = held.defaultFields;
  const { phoneNumbers, emails, ...texts } = patch.defaultFields ?? {};
  const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)) as Partial<typeof old>;
  return {
    externalId: patch.externalId === undefined ? held.externalId : patch.externalId,
    source: patch.source ?? held.source,
    sourceUrl: patch.sourceUrl === undefined ? held.sourceUrl : patch.sourceUrl,
    defaultFields: {
      ...old,
      ...given,
      phoneNumbers: phoneNumbers === undefined ? old.phoneNumbers : toItems(phoneNumbers),
      emails: emails === undefined ? old.emails : toItems(emails),
    },
    customFields: patch.customFields === undefined ? held.customFields : toCustomFields(patch.customFields),
  };
}

/** An item without a value is removed. */
function toItems(given: z.infer<typeof items>): readonly SandboxItem[] {
  return given.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }]));
}

function toCustomFields(given: z.infer<typeof customFields>): SandboxContactInput['customFields'] {
  return given.flatMap(({ key, value }) => (key === undefined || value === null ? [] : [{ key, value }]));
}
