import * as z from 'zod';

/** The entries of one attribute (Attio REST API, Attribute types). */
type Entries = readonly Readonly<Record<string, unknown>>[];

/** A record, as far as all objects have the same: what an attribute holds is a list of entries. */
export const attioRecordSchema = z.object({
  id: z.object({ record_id: z.string().min(1) }),
  created_at: z.string().nullish(),
  web_url: z.string().nullish(),
  values: z.record(z.string(), z.array(z.record(z.string(), z.unknown())).nullish()).nullish(),
});

/**
 * @returns the entries that count now: those of before end in `active_until`. Where all have ended the attribute is empty.
 */
export function activeEntries(values: z.output<typeof attioRecordSchema>['values'], slug: string): Entries {
  return (values?.[slug] ?? []).filter(({ active_until: until }) => until === undefined || until === null);
}

/** @returns the text of an active entry, such as that of an attribute of type text. */
export function textOf(entry: Readonly<Record<string, unknown>> | undefined, key: string): string | null {
  const value = entry?.[key];
  return typeof value === 'string' ? value : null;
}
