import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { nameOf } from '../../config/flag.ts';
import { CREATE_FLAGS } from '../../config/create-flags.ts';
import { UsageError } from '../../errors/usage-error.ts';

const referenceSchema = z.looseObject({ $ref: z.string().optional() });
const mediaSchema = z.record(z.string(), z.looseObject({ schema: z.unknown().optional() }));
const operationSchema = z.looseObject({
  operationId: z.string().optional(),
  parameters: z.array(referenceSchema).optional(),
  requestBody: z.looseObject({ $ref: z.string().optional(), content: mediaSchema.optional() }).optional(),
  responses: z.record(z.string(), z.looseObject({ $ref: z.string().optional(), content: mediaSchema.optional() })).optional(),
});
const pathSchema = z.looseObject({
  parameters: z.array(referenceSchema).optional(),
  get: operationSchema.optional(),
  post: operationSchema.optional(),
  put: operationSchema.optional(),
  patch: operationSchema.optional(),
  delete: operationSchema.optional(),
});

/** What is read of an OpenAPI 3.0 or 3.1 file (https://spec.openapis.org/oas/v3.1.0). */
const documentSchema = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string().optional() }).optional(),
  servers: z
    .array(
      z.looseObject({ url: z.string(), variables: z.record(z.string(), z.looseObject({ default: z.string().optional() })).optional() }),
    )
    .optional(),
  paths: z.record(z.string(), pathSchema),
});

/** An OpenAPI file. */
export type OpenApiDocument = z.output<typeof documentSchema>;
/** One call of it. */
export type OpenApiOperation = z.output<typeof operationSchema>;

/**
 * Reads an OpenAPI file.
 * @throws {UsageError} that says what to do, when it cannot be read, is no JSON, or is no OpenAPI 3.0 or 3.1.
 */
export function readOpenApi(file: string): OpenApiDocument {
  const content = parse(readText(file));
  const { openapi, swagger } = versionsSchema.safeParse(content).data ?? {};
  if (swagger !== undefined) throw refuse('is Swagger 2.0: convert it first, for example with npx -y swagger2openapi');
  if (openapi === undefined) throw refuse('is not an OpenAPI file: it has no field openapi with a version');
  if (!/^3[.][01]([.]|$)/.test(openapi)) throw refuse('has a version of OpenAPI that is not read: give 3.0 or 3.1');
  const document = documentSchema.safeParse(content);
  if (document.success) return document.data;
  throw refuse(`is not a valid OpenAPI file at ${document.error.issues[0]?.path.map(String).join('.') || 'its top'}: correct it there`);
}

const versionsSchema = z.looseObject({ openapi: z.string().optional(), swagger: z.unknown().optional() });

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw refuse(`cannot be read (${code}): name an existing file`, error);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // The parser's message quotes the text.
    const isYaml = /^(openapi|swagger|info|paths)\s*:/m.test(text);
    throw refuse(isYaml ? 'is YAML: convert it to JSON first, for example with npx -y js-yaml' : 'is not JSON', error);
  }
}

/** @returns the error for an OpenAPI file that cannot be used. */
export function refuse(problem: string, cause?: unknown): UsageError {
  return new UsageError(`${nameOf(CREATE_FLAGS.from)}: ${problem}`, cause === undefined ? {} : { cause });
}

/** @returns what a reference of the document points at, such as `#/components/schemas/Person`; `undefined`: nothing in this file. */
export function resolveReference(document: OpenApiDocument, reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined;
  let at: unknown = document;
  for (const part of reference.slice(2).split('/')) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}
