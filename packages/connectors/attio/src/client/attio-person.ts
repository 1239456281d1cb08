import { markUnusable } from '@frigg-crm/crm-base/connector';
import * as z from 'zod';
import { activeEntries, attioRecordSchema, textOf } from './attio-values.ts';

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

/**
 * Reads a person of a response. One odd record must not cost the page it is on: it comes back as unusable, so that it
 * fails alone.
 */
export const attioPersonSchema = markUnusable<AttioPerson>(
  attioRecordSchema.transform(({ id, created_at: createdAt, web_url: webUrl, values }): AttioPerson => {
    const [name] = activeEntries(values, 'name');
    const [company] = activeEntries(values, 'company');
    return {
      id: id.record_id,
      createdAt: createdAt ?? null,
      webUrl: webUrl ?? null,
      firstName: textOf(name, 'first_name'),
      lastName: textOf(name, 'last_name'),
      fullName: textOf(name, 'full_name'),
      jobTitle: readJobTitle(values),
      companyId: textOf(company, 'target_record_id'),
      companyName: null,
      // One that Attio could not read has only what was typed.
      phones: readTexts(values, 'phone_numbers', ['phone_number', 'original_phone_number']),
      emails: readTexts(values, 'email_addresses', ['email_address', 'original_email_address']),
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

type Values = z.output<typeof attioRecordSchema>['values'];

/** `job_title` is a standard attribute; where a workspace has made a `role` of its own, as text or as select, that stands in. */
function readJobTitle(values: Values): string | null {
  for (const slug of ['job_title', 'role']) {
    const [entry] = activeEntries(values, slug);
    const option = z.object({ title: z.string() }).safeParse(entry?.['option']).data;
    const title = textOf(entry, 'value') ?? option?.title ?? null;
    if (title !== null && title.trim() !== '') return title;
  }
  return null;
}

function readTexts(values: Values, slug: string, keys: readonly string[]): readonly string[] {
  return activeEntries(values, slug).flatMap((entry) => {
    const text = keys.map((key) => textOf(entry, key)).find((each) => each !== null && each.trim() !== '');
    return text ?? [];
  });
}
