import * as z from 'zod';

const failureSchema = z.object({ error: z.string() });
/** What a message may hold: a word, not a sentence. */
const CODE = /^[\w .-]{1,64}$/;

/** @returns the `error` of a refused token request (RFC 6749, section 5.2). Its description is left out: it may quote. */
export function readOAuthFailure(body: unknown): { readonly apiCode?: string } {
  const parsed = failureSchema.safeParse(body);
  return parsed.success && CODE.test(parsed.data.error) ? { apiCode: parsed.data.error } : {};
}
