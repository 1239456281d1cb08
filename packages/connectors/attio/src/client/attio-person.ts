import { markUnusable } from '@frigg-crm/crm-base/connector';
import { nullableText } from '@frigg-crm/http';
import * as z from 'zod';
import { activeOf, entriesOf } from './attio-values.ts';

/** A person of Attio, as far as a sync needs one. Survives JSON. */
export interface AttioPerson {
  /** Empty when Attio sent none. */
  readonly id: string;
  /** When the record was made (RFC 3339 with nanoseconds). Attio does not say when one changed. */
  readonly createdAt: string | null;
  /** The page of the record in Attio. */
  readonly webUrl: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly fullName: string | null;
  readonly jobTitle: string | null;
  readonly companyId: string | null;
  /** The name of the company; `null` until it is looked up, and when there is none. */
  readonly companyName: string | null;
  /** In E.164 as Attio writes them, the primary one first. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  /** The first field that is not as documented; such a person is never written. `null` for a usable one. */
  readonly unusableField: string | null;
}

/** The attributes of `people` that a contact is made of, by their slugs. */
export const MAPPED_ATTRIBUTES = ['name', 'phone_numbers', 'email_addresses', 'job_title', 'role', 'company'] as const;

const personSchema = z.object({
  id: z.object({ record_id: z.string().min(1) }),
  created_at: nullableText,
  web_url: nullableText,
  values: z
    .object({
      name: entriesOf('personal-name'),
      phone_numbers: entriesOf('phone-number'),
      email_addresses: entriesOf('email-address'),
      job_title: entriesOf('any'),
      role: entriesOf('any'),
      company: entriesOf('record-reference'),
    })
    .nullish(),
});

/**
 * Reads a person of a response. One odd record must not cost the page it is on: it comes back as unusable, so that it
 * fails alone.
 */
export const attioPersonSchema = markUnusable<AttioPerson>(
  personSchema.transform(({ id, created_at: createdAt, web_url: webUrl, values }): AttioPerson => {
    const { name, phone_numbers: phones, email_addresses: emails, job_title: title, role, company } = values ?? {};
    const [{ first_name: firstName, last_name: lastName, full_name: fullName } = {}] = activeOf(name);
    return {
      id: id.record_id,
      createdAt,
      webUrl,
      firstName: firstName ?? null,
      lastName: lastName ?? null,
      fullName: fullName ?? null,
      // `job_title` is a standard attribute; where a workspace has made a `role` of its own, that stands in.
      jobTitle: readTitle(title) ?? readTitle(role) ?? null,
      companyId: activeOf(company)[0]?.target_record_id ?? null,
      companyName: null,
      // One that Attio could not read has only what was typed.
      phones: activeOf(phones).flatMap((entry) => firstText(entry.phone_number, entry.original_phone_number) ?? []),
      emails: activeOf(emails).flatMap((entry) => firstText(entry.email_address, entry.original_email_address) ?? []),
      unusableField: null,
    };
  }),
  (wire, unusableField) => ({ ...EMPTY_PERSON, id: idSchema.safeParse(wire['id']).data?.record_id ?? '', unusableField }),
);

const idSchema = z.object({ record_id: z.string() });

const EMPTY_PERSON = {
  createdAt: null,
  webUrl: null,
  firstName: null,
  lastName: null,
  fullName: null,
  jobTitle: null,
  companyId: null,
  companyName: null,
  phones: [],
  emails: [],
} as const;

interface TitleEntry {
  readonly active_until?: string | null | undefined;
  readonly value?: unknown;
  readonly option?: unknown;
}

function readTitle(entries: readonly TitleEntry[] | null | undefined): string | undefined {
  const [entry] = activeOf(entries);
  return firstText(textSchema.parse(entry?.value), optionSchema.parse(entry?.option)?.title);
}

const textSchema = z.string().optional().catch(undefined);
const optionSchema = z.object({ title: z.string() }).optional().catch(undefined);

function firstText(...texts: readonly (string | null | undefined)[]): string | undefined {
  return texts.find((text) => text != null && text.trim() !== '') ?? undefined;
}
