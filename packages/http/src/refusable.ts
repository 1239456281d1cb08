import * as z from 'zod';
import type { ApiAnswer } from './api-request.ts';
import type { EndpointRefusal } from './endpoint.ts';

/** How an endpoint reads responses that may be a refusal whatever their status. */
export interface RefusableParts<Body> {
  readonly schema: z.ZodType<Body>;
  readonly refusal: (answer: ApiAnswer<Body>) => EndpointRefusal | undefined;
}

class Refused {
  readonly refusal: EndpointRefusal;

  constructor(refusal: EndpointRefusal) {
    this.refusal = refusal;
  }
}

/**
 * Makes the schema and the `refusal` of endpoints whose responses may refuse with a status of success, and then look different.
 * @param schema - Reads a response that is none.
 * @param findRefusal - Given the body as it was sent. @returns `undefined`: it is no refusal.
 */
export function refusable<Body>(
  schema: z.ZodType<Body>,
  findRefusal: (body: unknown) => EndpointRefusal | undefined,
): RefusableParts<Body> {
  return {
    schema: z.unknown().transform((body, context): Body => {
      const refusal = findRefusal(body);
      // The body of a refusal is never read: `refusal` comes first.
      if (refusal !== undefined) return new Refused(refusal) as Body;
      const parsed = schema.safeParse(body);
      if (parsed.success) return parsed.data;
      for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
      return z.NEVER;
    }),
    refusal: ({ body }) => (body instanceof Refused ? body.refusal : undefined),
  };
}
