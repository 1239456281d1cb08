import * as z from 'zod';

const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);
const CURSOR_PREFIX = 'people:';

const peopleQuerySchema = z
  .strictObject({
    limit: wholeNumber.refine((limit) => limit >= 1 && limit <= 1000).default(100),
    page: wholeNumber.optional(),
    cursor: z.string().transform(decodeCursor).pipe(z.int().min(0)).optional(),
    modifiedSince: z.iso.datetime({ offset: true }).transform(Date.parse).optional(),
  })
  .refine(({ page, cursor }) => page === undefined || cursor === undefined, {
    message: 'page and cursor exclude each other',
    path: ['cursor'],
  });

/** What a request of a list wants. */
export type PeopleQuery = z.output<typeof peopleQuerySchema>;

/** Reads the query of a list request; the names of what is wrong otherwise. Unknown parameters are wrong. */
export function readPeopleQuery(
  search: URLSearchParams,
): { readonly kind: 'query'; readonly query: PeopleQuery } | { readonly kind: 'invalid'; readonly fields: readonly string[] } {
  const parsed = peopleQuerySchema.safeParse(Object.fromEntries(search));
  if (parsed.success) return { kind: 'query', query: parsed.data };
  return {
    kind: 'invalid',
    fields: parsed.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : issue.path.join('.'))),
  };
}

/** @returns a cursor that no client can count with. */
export function encodeCursor(position: number): string {
  return Buffer.from(`${CURSOR_PREFIX}${position}`).toString('base64url');
}

function decodeCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  return /^people:\d{1,9}$/.test(text) ? Number(text.slice(CURSOR_PREFIX.length)) : -1;
}
