import { findApiCode, type ApiAnswer, type ReadApiFailure } from '@frigg-crm/http';
import * as z from 'zod';

/** What a successful response holds. */
interface Enveloped<Data> {
  readonly data: Data;
}

/** The parts that all endpoints have in common: each response wraps what it holds in `data`. */
export function v2<Data>(data: z.ZodType<Data>): { readonly base: '/v2'; readonly schema: z.ZodType<Enveloped<Data>> } {
  // A schema for an object of a generic type has an output that TypeScript cannot relate to that type.
  return { base: '/v2', schema: z.object({ data }) as unknown as z.ZodType<Enveloped<Data>> };
}

/** Takes what a response holds, for `read`. */
export function dataOf<Data>({ body }: ApiAnswer<Enveloped<Data>>): Data {
  return body.data;
}

/** Reads the code of a failure (Attio REST API, Errors). Its message is not read: it may quote what was sent. */
export const readAttioFailure: ReadApiFailure = (body) => {
  const { code, type } = failureSchema.safeParse(body).data ?? {};
  return { apiCode: findApiCode(code, type) };
};

const failureSchema = z.object({ code: z.unknown(), type: z.unknown() }).partial();
