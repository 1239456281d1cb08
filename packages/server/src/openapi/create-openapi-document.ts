import * as z from 'zod';
import { PROBLEMS, type ProblemCode } from '../http/problem-catalogue.ts';
import { problemSchema } from '../http/problem-response.ts';
import type { Route } from '../http/route.ts';
import { COMPONENTS, PARAMETERS } from './components.ts';

/** JSON, as a document holds it. */
export type OpenApiNode = { readonly [key: string]: unknown };

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: OpenApiNode;
  readonly servers: readonly OpenApiNode[];
  readonly tags: readonly OpenApiNode[];
  readonly security: readonly OpenApiNode[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiNode>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, OpenApiNode>>; readonly securitySchemes: OpenApiNode };
}

/** What can go wrong with every request. */
const ALWAYS: readonly ProblemCode[] = [
  'INVALID_REQUEST',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'TOO_MANY_REQUESTS',
  'INTERNAL',
  'STORE_UNAVAILABLE',
  'OVERLOADED',
  'DEADLINE_EXCEEDED',
];
const WITH_BODY: readonly ProblemCode[] = ['BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];
const ON_POST: readonly ProblemCode[] = ['REQUEST_UNDER_WAY', 'IDEMPOTENCY_KEY_REUSED', 'INVALID_REQUEST'];

/** @returns the document of these routes. A route's schemas are what its requests are read with, so the two cannot differ. */
export function createOpenApiDocument(
  routes: readonly Route[],
  { serverUrl, version }: { readonly serverUrl: string; readonly version: string },
): OpenApiDocument {
  const schemas: Record<string, OpenApiNode> = {};
  const refer = (schema: z.ZodType, io: 'input' | 'output'): OpenApiNode => hoist(schema, { io, schemas });
  const paths: Record<string, Record<string, OpenApiNode>> = {};
  refer(problemSchema, 'output');
  for (const route of routes) {
    const operations = (paths[route.path] ??= {});
    operations[route.method] = toOperation(route, refer);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Frigg CRM',
      version,
      summary: 'Syncs the people of a CRM with Quo, and says how that goes.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: serverUrl }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    security: [{ apiKey: [] }, { session: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, or what the app around the server accepts' },
        session: { type: 'apiKey', in: 'cookie', name: 'frigg_crm_session', description: 'The session of an operator' },
      },
    },
  };
}

type Refer = (schema: z.ZodType, io: 'input' | 'output') => OpenApiNode;

function toOperation(route: Route, refer: Refer): OpenApiNode {
  const { operationId, tag, summary, description, action, schemas, status = 200 } = route;
  const body =
    schemas.body === undefined
      ? undefined
      : { required: !schemas.body.safeParse(undefined).success, content: jsonContent(refer(schemas.body, 'input')) };
  return {
    operationId,
    tags: [tag],
    summary,
    description: `${description === undefined ? '' : `${description}\n\n`}${action === undefined ? 'Open to all.' : `Takes the right to \`${action}\`.`}`,
    ...(action === undefined && { security: [] }),
    parameters: [...parametersOf(schemas.params, 'path'), ...parametersOf(schemas.query, 'query'), ...headersOf(route)],
    ...(body !== undefined && { requestBody: body }),
    responses: {
      [status]: {
        description: summary,
        ...(route.hasEtag === true && { headers: { ETag: { description: 'The state, for If-Match', schema: { type: 'string' } } } }),
        ...(status !== 204 && { content: jsonContent(refer(schemas.result, 'output')) }),
      },
      ...problemsOf(route),
    },
  };
}

function jsonContent(schema: OpenApiNode): OpenApiNode {
  return { 'application/json': { schema } };
}

function problemsOf({ method, problems = [], schemas, takesIfMatch, keepsNoAnswer }: Route): OpenApiNode {
  const isRepeatable = method === 'post' && keepsNoAnswer !== true;
  const codes = [
    ...ALWAYS,
    ...problems,
    ...WITH_BODY,
    ...(isRepeatable ? ON_POST : []),
    ...(takesIfMatch === true ? (['PRECONDITION_FAILED'] as const) : []),
  ];
  const isNamed = Object.keys(shapeOf(schemas.params)).length > 0;
  const all = new Set<ProblemCode>(isNamed ? [...codes, 'NOT_FOUND'] : codes);
  const byStatus = Map.groupBy(all, (code) => PROBLEMS[code].status);
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    [...byStatus].map(([status, of]) => [
      status,
      { description: of.map((code) => `${code}: ${PROBLEMS[code].title}`).join('. '), content },
    ]),
  );
}

function headersOf({ method, takesIfMatch, keepsNoAnswer, needsIdempotencyKey = false }: Route): readonly OpenApiNode[] {
  const headers: OpenApiNode[] = [];
  if (takesIfMatch === true)
    headers.push({
      name: 'If-Match',
      in: 'header',
      required: false,
      description: 'The ETag of the state that the caller has seen',
      schema: { type: 'string' },
    });
  if (method === 'post' && keepsNoAnswer !== true)
    headers.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: needsIdempotencyKey,
      description: 'A random value: a repetition with the same one gets the answer of before',
      schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
    });
  return headers;
}

function parametersOf(schema: z.ZodType, place: 'path' | 'query'): readonly OpenApiNode[] {
  return Object.entries(shapeOf(schema)).map(([name, field]) => {
    const { description, ...own } = parameterSchema(field);
    const required = place === 'path' || !field.safeParse(undefined).success;
    return { name, in: place, required, ...(description !== undefined && { description }), schema: own };
  });
}

function parameterSchema(field: z.ZodType): OpenApiNode {
  const named = PARAMETERS.get(field)?.schema;
  if (named !== undefined) return named;
  const { $schema: _dialect, ...schema } = z.toJSONSchema(field, { io: 'input' });
  return schema;
}

function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  return schema instanceof z.ZodObject ? (schema.shape as Readonly<Record<string, z.ZodType>>) : {};
}

/** @returns a reference to the schema if it has a name; every named schema in it becomes a component. */
function hoist(
  schema: z.ZodType,
  { io, schemas }: { readonly io: 'input' | 'output'; readonly schemas: Record<string, OpenApiNode> },
): OpenApiNode {
  const {
    $schema: _dialect,
    $defs = {},
    ...node
  } = toComponentRefs(z.toJSONSchema(schema, { io, metadata: COMPONENTS, override: describe }));
  Object.assign(schemas, $defs);
  return node;
}

/** Descriptions are in the registry of zod, not in ours. */
function describe({
  zodSchema,
  jsonSchema,
}: {
  readonly zodSchema: z.core.$ZodTypes;
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
}): void {
  const description = z.globalRegistry.get(zodSchema)?.description;
  if (description !== undefined) jsonSchema.description ??= description;
}

function toComponentRefs(schema: object): OpenApiNode {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as OpenApiNode;
}
