import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OpenApiDocument, OpenApiNode } from '../openapi/create-openapi-document.ts';

/** @returns what differs between an answer and the document: nothing, if all is well. */
export type AnswerCheck = (request: { readonly method: string; readonly path: string }, response: Response) => Promise<readonly string[]>;

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: OpenApiNode }>>; readonly headers?: OpenApiNode }>
  >;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
// Its types describe CommonJS, where the default export is the module.
(addFormats as unknown as (instance: Ajv2020) => void)(ajv);
/** By the schema itself: servers of one shape share what was compiled. */
const compiled = new Map<string, ValidateFunction>();

/** Compares answers with the document that the server shows. */
export function createAnswerCheck(document: OpenApiDocument, basePath = ''): AnswerCheck {
  const validator = (schema: OpenApiNode): ValidateFunction => {
    const whole = JSON.stringify({ ...schema, $defs: document.components.schemas }).replaceAll('"#/components/schemas/', '"#/$defs/');
    const validate = compiled.get(whole) ?? ajv.compile(JSON.parse(whole) as OpenApiNode);
    compiled.set(whole, validate);
    return validate;
  };
  const templates = Object.entries(document.paths).map(([path, operations]) => ({
    pattern: new RegExp(`^${basePath}${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    operations: operations as unknown as Readonly<Record<string, Operation>>,
  }));
  return async ({ method, path }, response) => {
    const [pathname = ''] = path.split('?');
    const operation = templates.find(({ pattern }) => pattern.test(pathname))?.operations[method.toLowerCase()];
    if (operation === undefined) return [];
    const shown = operation.responses[String(response.status)];
    const name = `${operation.operationId} ${response.status}`;
    if (shown === undefined) return [`${name} is not in the document`];
    const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
    if (shown.content === undefined) return (await response.clone().text()) === '' ? [] : [`${name} has a body`];
    const content = shown.content[type];
    if (content === undefined) return [`${name} is of type ${type}`];
    if (shown.headers !== undefined && !response.headers.has('etag')) return [`${name} has no ETag`];
    const validate = validator(content.schema);
    if (validate(await response.clone().json())) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${name} ${instancePath}: ${message ?? ''}`);
  };
}
