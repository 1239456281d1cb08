import type * as z from 'zod';

/** @returns where data deviate from their schema, such as `facts.call.id`; never what is there. */
export function deviationsOf(error: z.ZodError): string {
  return error.issues.map(({ path }) => path.join('.') || 'the whole').join(', ');
}
