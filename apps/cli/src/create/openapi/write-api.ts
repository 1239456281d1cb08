import * as z from 'zod';
import type { ConnectorNames } from '../connector-names.ts';
import type { Call } from './choose-operations.ts';
import { takeName, toAccess, toIdentifier, toLiteral, toProperty } from './identifiers.ts';
import { resolveReference, type OpenApiDocument } from './read-openapi.ts';
import { SchemaWriter } from './schema-writer.ts';

/** The source of the calls of an OpenAPI file. */
export interface WrittenApi {
  readonly text: string;
  /** The name of each call, by the endpoint of the template that it looks like. */
  readonly byRole: ReadonlyMap<string, readonly string[]>;
}

const parameterSchema = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  schema: z.looseObject({ type: z.unknown().optional() }).optional().catch(undefined),
});
type Parameter = z.output<typeof parameterSchema>;

const TYPES: Readonly<Record<string, string>> = { integer: 'number', number: 'number', boolean: 'boolean', array: 'readonly string[]' };

const MAX_HINTS = 3;

/** Writes calls of an OpenAPI file as endpoints of `@frigg-crm/http`, with schemas of zod. */
export function writeApi(document: OpenApiDocument, calls: readonly Call[], { camel, title }: ConnectorNames): WrittenApi {
  const taken = new Set(['z', 'defineEndpoint', `${camel}Api`]);
  const schemas = new SchemaWriter(document, taken);
  const byRole = new Map<string, string[]>();
  const base = toBase(document);
  const inputs: string[] = [];
  const endpoints: string[] = [];
  for (const call of calls) {
    const name = takeName(toIdentifier(call.operation.operationId ?? `${call.method} ${call.path}`), taken);
    const { input, endpoint } = writeEndpoint({ document, schemas, base, call, name });
    if (input !== undefined) inputs.push(input);
    endpoints.push(`${name}: ${endpoint},`);
    if (call.role !== undefined) byRole.set(call.role, [...(byRole.get(call.role) ?? []), `${camel}Api.${name}`]);
  }
  // A call that looks like none is shown where people are listed.
  if (byRole.size === 0)
    byRole.set(
      'listPeople',
      endpoints.slice(0, MAX_HINTS).map((line) => `${camel}Api.${line.split(':')[0]}`),
    );
  const hasBody = inputs.some((input) => input.includes('JsonValue'));
  const hasSchema = schemas.declarations.length > 0 || endpoints.some((endpoint) => endpoint.includes('schema: '));
  const text = [
    ...(hasBody ? ["import type { JsonValue } from '@frigg-crm/core';"] : []),
    "import { defineEndpoint } from '@frigg-crm/http';",
    ...(hasSchema ? ["import * as z from 'zod';"] : []),
    '',
    ...schemas.declarations.flatMap((line) => [line, '']),
    ...inputs.flatMap((line) => [line, '']),
    `/** Calls of ${title} as its OpenAPI file describes them. Yours to change: keep of the schemas what is read, and delete calls that are not needed. */`,
    `export const ${camel}Api = {`,
    ...endpoints,
    '};',
    '',
  ].join('\n');
  return { text, byRole };
}

interface EndpointContext {
  readonly document: OpenApiDocument;
  readonly schemas: SchemaWriter;
  readonly base: string;
  readonly call: Call;
  readonly name: string;
}

/** What a call needs to be sent. */
interface CallInput {
  /** The name of its type. */
  readonly type: string;
  readonly inPath: readonly string[];
  readonly query: readonly Parameter[];
  readonly hasBody: boolean;
}

function writeEndpoint({ document, schemas, base, call, name }: EndpointContext): {
  readonly input: string | undefined;
  readonly endpoint: string;
} {
  const { method, operation } = call;
  const path = call.path.replaceAll(/[{]([^}]+)[}]/g, (_part, parameter: string) => `{${toIdentifier(parameter)}}`);
  const inPath = [...path.matchAll(/[{](\w+)[}]/g)].map(([, parameter = '']) => parameter);
  const isQuery = (parameter: Parameter): boolean => parameter.in === 'query' && !inPath.includes(parameter.name);
  const input: CallInput = {
    type: `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`,
    inPath,
    query: readParameters(document, operation.parameters ?? []).filter(isQuery),
    hasBody: contentOf(document, operation.requestBody) !== undefined,
  };
  const schema = responseSchema(document, operation);
  const canBeGone = method === 'GET' && inPath.length > 0 && operation.responses?.['404'] !== undefined;
  const parts = [
    ...(method === 'GET' ? [] : [`method: '${method}'`]),
    `path: ${toLiteral(path)}`,
    ...(base === '' ? [] : [`base: ${toLiteral(base)}`]),
    ...writeSending(input),
    ...(schema === undefined ? [] : [`schema: ${schemas.write(schema)}`]),
    ...(canBeGone ? ['gone: () => undefined'] : []),
  ];
  return { input: writeInput(input), endpoint: `defineEndpoint({ ${parts.join(', ')} })` };
}

function writeSending({ type, query, hasBody }: CallInput): readonly string[] {
  const fields = query.map(({ name }) => `${toProperty(name)}: ${toAccess('input', name)}`);
  return [
    ...(fields.length === 0 ? [] : [`query: (input: ${type}) => ({ ${fields.join(', ')} })`]),
    ...(hasBody ? [`json: (input: ${type}) => input.body`] : []),
  ];
}

/** @returns its type; `undefined` where the path says all. */
function writeInput({ type, inPath, query, hasBody }: CallInput): string | undefined {
  if (query.length === 0 && !hasBody) return undefined;
  const fields = [
    ...inPath.map((parameter) => `readonly ${parameter}: string | number;`),
    ...query.map(toField),
    ...(hasBody ? ['readonly body: JsonValue;'] : []),
  ];
  return `interface ${type} { ${fields.join(' ')} }`;
}

function readParameters(document: OpenApiDocument, parameters: readonly { readonly $ref?: string | undefined }[]): readonly Parameter[] {
  const read = parameters.flatMap((parameter) => {
    const target = parameter.$ref === undefined ? parameter : resolveReference(document, parameter.$ref);
    return parameterSchema.safeParse(target).data ?? [];
  });
  // Those of the call come after those of its path.
  return [...new Map(read.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter])).values()];
}

function toField({ name, required = false, schema }: Parameter): string {
  const type = TYPES[typeof schema?.type === 'string' ? schema.type : ''] ?? 'string';
  return required ? `readonly ${toProperty(name)}: ${type};` : `readonly ${toProperty(name)}?: ${type} | undefined;`;
}

const contentSchema = z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: z.unknown().optional() })) });

/** @returns the schema of the JSON of a body; `undefined`: it has none. */
function contentOf(document: OpenApiDocument, body: { readonly $ref?: string | undefined } | undefined): unknown {
  const target = body?.$ref === undefined ? body : resolveReference(document, body.$ref);
  const content = contentSchema.safeParse(target).data?.content ?? {};
  const media = Object.keys(content).find((type) => /^application\/([\w.+-]+[+])?json\b/.test(type));
  return media === undefined ? undefined : (content[media]?.schema ?? {});
}

/** Of the first response that says success and has JSON. */
function responseSchema(document: OpenApiDocument, { responses = {} }: Call['operation']): unknown {
  for (const [status, response] of Object.entries(responses)) {
    const schema = /^2\d\d$|^2XX$/i.test(status) ? contentOf(document, response) : undefined;
    if (schema !== undefined) return schema;
  }
  return undefined;
}

/** The path of the first server, with the defaults of its variables: its host is the setting of an account. */
function toBase({ servers: [server] = [] }: OpenApiDocument): string {
  const { url = '', variables = {} } = server ?? {};
  const filled = url.replaceAll(/[{]([^}]+)[}]/g, (_part, name: string) => variables[name]?.default ?? '');
  const path = filled.replace(/^[a-z]+:\/\/[^/]+/i, '').replace(/\/+$/, '');
  return path.startsWith('/') ? path : '';
}
