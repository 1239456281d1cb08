import openapiTS, { astToString } from 'openapi-typescript';
import type { OpenApiDocument, OpenApiNode } from '@frigg-crm/server';
import { createServerDocument } from './server-document.ts';

/** Relative to the root of the workspace. */
export const CLIENT_TYPES = 'packages/client/src/generated/api.ts';

const HEAD = '// Written by `pnpm client:update` from the OpenAPI document of @frigg-crm/server.\n\n';

/** @returns the text of {@link CLIENT_TYPES}, as the server of now would have it. */
export async function writeClientTypes(): Promise<string> {
  const { info, paths, ...document } = createServerDocument();
  // A release changes the version, and nothing that a caller could see of the types.
  const source = { ...document, info: { ...info, version: '1' }, paths: withoutProblems(paths) };
  const nodes = await openapiTS(JSON.stringify(source), { immutable: true, defaultNonNullable: false, alphabetize: true, silent: true });
  return `${HEAD}${astToString(nodes)}`;
}

/** All failures are one schema, which the client throws: repeated for each status of each route, they are most of the text. */
function withoutProblems(paths: OpenApiDocument['paths']): OpenApiDocument['paths'] {
  const each = <In, Out>(record: Readonly<Record<string, In>>, change: (value: In) => Out): Record<string, Out> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
  return each(paths, (methods) => each(methods, ({ responses, ...operation }) => ({ ...operation, responses: successesOf(responses) })));
}

function successesOf(responses: unknown): OpenApiNode {
  return Object.fromEntries(Object.entries(responses as OpenApiNode).filter(([status]) => status < '400'));
}
