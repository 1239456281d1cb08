import * as z from 'zod';
import type { FieldProblem } from './quo-failure.ts';

const maxResults = z.tuple([
  z
    .string()
    .regex(/^\d{1,3}$/, 'Expected an integer')
    .transform(Number)
    .refine((value) => value >= 1 && value <= 50, 'Expected 1 to 50'),
]);
/** The place where the next page begins, not for others to read. */
const pageToken = z.tuple([
  z
    .string()
    .regex(/^page-[\da-z]{1,12}$/, 'Expected a page token')
    .transform((token) => Number.parseInt(token.slice(5), 36)),
]);
/** Longer repeated keys are read as an object by Quo, and refused. */
const ids = z.array(z.string().min(1).max(75)).max(20, 'Expected array');

/** The query of the list of contacts. */
export const contactQuerySchema = z.strictObject({
  externalIds: ids.optional(),
  sources: ids.optional(),
  maxResults,
  pageToken: pageToken.optional(),
});
/** The query of the list of users. */
export const userQuerySchema = z.strictObject({ maxResults, pageToken: pageToken.optional() });

/** @returns the token of the page that begins at `position`. */
export function toPageToken(position: number): string {
  return `page-${position.toString(36)}`;
}

/** The problems of a query or body in the form of Quo's error body. */
export function toProblems({ issues }: z.ZodError, body?: unknown): readonly FieldProblem[] {
  return issues.slice(0, 10).map(({ path, message }) => toProblem(`/${path.join('/')}`, message, body));
}

/** One problem, with the value that stands at its path: Quo quotes it. */
export function toProblem(path: string, message: string, body: unknown): FieldProblem {
  const value = path
    .split('/')
    .slice(1)
    .reduce<unknown>((held, key) => (typeof held === 'object' && held !== null ? (held as Record<string, unknown>)[key] : undefined), body);
  return value === undefined ? { path, message } : { path, message, value };
}
