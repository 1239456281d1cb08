import * as z from 'zod';

/**
 * Reads persons of a page so that one odd record does not cost the page it is on: it comes back as one that is marked, and
 * fails alone when it is transformed.
 * @param mark - Makes the marked person of what was sent, which may be anything, and of the first field that is not as documented.
 */
export function markUnusable<Person>(
  schema: z.ZodType<Person>,
  mark: (wire: Readonly<Record<string, unknown>>, field: string) => Person,
): z.ZodType<Person> {
  return z.unknown().transform((wire) => {
    const parsed = schema.safeParse(wire);
    if (parsed.success) return parsed.data;
    const trace = z.record(z.string(), z.unknown()).safeParse(wire).data ?? {};
    return mark(trace, String(parsed.error.issues[0]?.path[0] ?? 'record'));
  });
}
