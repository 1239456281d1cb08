import { markUnusable } from '@frigg-crm/crm-base/connector';
import { nullableText, orNull } from '@frigg-crm/http';
import * as z from 'zod';

/** A phone number or an e-mail address as typed, with what it is. */
export interface AxisCareValue {
  /** `home`, `mobile`, `other` or `phone`; `primary` or `billing`. */
  readonly label: string;
  readonly value: string;
}

/** Facts of care that can be given to custom fields of Quo, each only when it is configured. */
export const CARE_FIELDS = ['status', 'region', 'classes', 'administrators', 'community'] as const;

/** The name of such a fact. */
export type AxisCareCareField = (typeof CARE_FIELDS)[number];

/** A person of AxisCare, as far as a sync needs one. Survives JSON. Birth date, `ssn`, `medicaidNumber` and notes are never read. */
export interface AxisCarePerson {
  /** Digits; empty when AxisCare sent none. */
  readonly id: string;
  /** 1 to 3 of a responsible party; `null`: the record itself. */
  readonly party: number | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** The name that the person goes by. */
  readonly goesBy: string | null;
  readonly phones: readonly AxisCareValue[];
  readonly emails: readonly AxisCareValue[];
  /** A record without a status counts as active. */
  readonly isActive: boolean;
  /** Without what is not known. */
  readonly care: Readonly<Partial<Record<AxisCareCareField, string>>>;
  /** The first field that is not as documented; such a person is never written. `null` for a usable one. */
  readonly unusableField: string | null;
}

/** Ids are integers; overlap across types and sites. */
const idSchema = z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,14}$/)]).transform(String);
/** Numbers may come as numbers. */
const phoneText = orNull(z.union([z.string(), z.number()]).transform(String));
const named = orNull(z.looseObject({ name: nullableText }));
const namedList = orNull(z.array(z.looseObject({ name: nullableText })));

/** List Clients, List Leads, and the examples of caregivers and applicants. */
const recordSchema = z.object({
  id: idSchema,
  firstName: nullableText,
  lastName: nullableText,
  goesBy: nullableText,
  homePhone: phoneText,
  mobilePhone: phoneText,
  otherPhone: phoneText,
  personalEmail: nullableText,
  billingEmail: nullableText,
  status: orNull(z.looseObject({ active: z.boolean().nullish(), label: nullableText })),
  region: named.catch(null),
  classes: namedList.catch(null),
  administrators: namedList.catch(null),
  community: named.catch(null),
});
type WireRecord = z.output<typeof recordSchema>;

/** The record reader of a type: one odd record comes back as unusable, so that it fails alone. */
export function recordReader({ homeLabel }: { readonly homeLabel: 'home' | 'phone' }): z.ZodType<AxisCarePerson> {
  return markUnusable<AxisCarePerson>(
    recordSchema.transform((wire) => ({
      ...EMPTY_PERSON,
      id: wire.id,
      firstName: wire.firstName,
      lastName: wire.lastName,
      goesBy: wire.goesBy,
      phones: toValues({ [homeLabel]: wire.homePhone, mobile: wire.mobilePhone, other: wire.otherPhone }),
      emails: toValues({ primary: wire.personalEmail, billing: wire.billingEmail }),
      isActive: wire.status?.active !== false,
      care: toCare(wire),
    })),
    ({ id }, unusableField) => ({ ...EMPTY_PERSON, id: idSchema.safeParse(id).data ?? '', unusableField }),
  );
}

/** A person without anything. */
export const EMPTY_PERSON: AxisCarePerson = {
  id: '',
  party: null,
  firstName: null,
  lastName: null,
  goesBy: null,
  phones: [],
  emails: [],
  isActive: true,
  care: {},
  unusableField: null,
};

function toCare({ status, region, classes, administrators, community }: WireRecord): AxisCarePerson['care'] {
  const namesOf = (items: readonly { readonly name: string | null }[] | null): string =>
    (items ?? []).flatMap(({ name }) => name ?? []).join(', ');
  const care: Readonly<Record<AxisCareCareField, string>> = {
    status: status?.label ?? '',
    region: region?.name ?? '',
    classes: namesOf(classes),
    administrators: namesOf(administrators),
    community: community?.name ?? '',
  };
  return Object.fromEntries(Object.entries(care).filter(([, value]) => value !== ''));
}

/** Empty texts are common, and mean that there is none. */
function toValues(byLabel: Readonly<Record<string, string | null>>): readonly AxisCareValue[] {
  return Object.entries(byLabel).flatMap(([label, value]) => (value === null || value.trim() === '' ? [] : [{ label, value }]));
}

/** List Responsible Parties: always three, of which unused ones are blank. */
const partySchema = z.looseObject({
  listNumber: z.coerce.number().int().min(1).max(3),
  name: nullableText,
  email: nullableText,
  hipaaDisclosureAuthorization: z.unknown().optional(),
  phones: orNull(z.array(z.looseObject({ type: nullableText, number: phoneText }))),
});

/**
 * Reads a responsible party as a person without an id, and without fax numbers.
 * @returns `undefined` for an unused one, and for one to whom the agency may disclose nothing.
 */
export const partyReader = partySchema.transform((wire): AxisCarePerson | undefined => {
  const [firstName = '', ...rest] = (wire.name ?? '').trim().split(/\s+/);
  if (wire.hipaaDisclosureAuthorization !== '1' || firstName === '') return undefined;
  const phones = (wire.phones ?? []).flatMap(({ type, number }) =>
    type === 'Fax' ? [] : toValues({ [(type ?? 'other').toLowerCase()]: number }),
  );
  return {
    ...EMPTY_PERSON,
    party: wire.listNumber,
    firstName,
    lastName: rest.join(' '),
    phones,
    emails: toValues({ primary: wire.email }),
  };
});
