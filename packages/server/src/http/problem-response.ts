import * as z from 'zod';
import { defineComponent } from '../openapi/components.ts';
import { PROBLEM_CODES, PROBLEMS } from './problem-catalogue.ts';
import type { ProblemError } from './problem-error.ts';

/** Where each code has a paragraph. */
const PAGE = 'https://github.com/friggframework/frigg-crm/blob/main/docs/reference/http-api.md';

/** What a failed request is answered with (RFC 9457). */
export const problemSchema = defineComponent(
  'Problem',
  z.strictObject({
    type: z.url().describe('A page about this kind of problem'),
    title: z.string().describe('The same for each problem of this kind'),
    status: z.int().min(400).max(599),
    detail: z.string().describe('What is wrong with this request, and what to do'),
    instance: z.string().describe('The path of the request'),
    code: z.enum(PROBLEM_CODES).describe('The stable name of this kind of problem'),
    requestId: z.string().describe('Names the request in the log of the server'),
    errors: z
      .array(z.strictObject({ pointer: z.string(), detail: z.string() }))
      .exactOptional()
      .describe('Which fields cannot be used: JSON pointers into the body, or query/name, path/name, header/name'),
  }),
);

/** @returns the answer to a request that failed. */
export function problemResponse(
  problem: ProblemError,
  { path, requestId }: { readonly path: string; readonly requestId: string },
): Response {
  const { code, message, errors, headers } = problem;
  const { status, title } = PROBLEMS[code];
  const body: z.output<typeof problemSchema> = {
    type: `${PAGE}#${code.toLowerCase()}`,
    title,
    status,
    detail: message,
    instance: path,
    code,
    requestId,
    ...(errors.length > 0 && { errors: [...errors] }),
  };
  return new Response(JSON.stringify(body), { status, headers: { ...headers, 'content-type': 'application/problem+json' } });
}
