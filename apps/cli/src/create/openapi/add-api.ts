import type { ConnectorNames } from '../connector-names.ts';
import type { Files } from '../read-template.ts';
import { chooseCalls } from './choose-operations.ts';
import { readOpenApi } from './read-openapi.ts';
import { writeApi } from './write-api.ts';

/** Which calls of which file. */
export interface AddApiOptions {
  readonly from: string;
  readonly paths?: readonly string[] | undefined;
}

/**
 * Adds the calls of an OpenAPI file to the sources of a connector, and names them where the template has a blank that they
 * may fill.
 * @throws {UsageError} when the file cannot be used.
 */
export function addApi(
  sources: Files,
  names: ConnectorNames,
  { from, paths }: AddApiOptions,
): { readonly files: Files; readonly calls: number } {
  const document = readOpenApi(from);
  const calls = chooseCalls(document, paths);
  const { text, byRole } = writeApi(document, calls, names);
  const file = `src/client/${names.kebab}-endpoints.ts`;
  let endpoints = sources[file] ?? '';
  for (const [role, candidates] of byRole)
    endpoints = endpoints.replace(new RegExp(`('${role} in [^']*')`), `$1, ${candidates.join(', ')}`);
  endpoints = endpoints.replace(
    /^(import \{ notWrittenEndpoint .*\n)/m,
    `$1import { ${names.camel}Api } from './${names.kebab}-api.ts';\n`,
  );
  return { files: { ...sources, [file]: endpoints, [`src/client/${names.kebab}-api.ts`]: text }, calls: calls.length };
}
