import type { Endpoint } from '@frigg-crm/http';

/** Stands where the author of the connector has something to write. Delete this file when nothing imports it any more. */
export function notWritten(what: string): never {
  throw new Error(`Not written yet: ${what}`);
}

/** The same for a call of the API. @param candidates - What an OpenAPI file has for it. */
export function notWrittenEndpoint<Input, Output>(
  what: string,
  ...candidates: readonly { readonly method: string; readonly route: string }[]
): Endpoint<Input, Output> {
  const hint = candidates.map(({ method, route }) => ` ${method} ${route} of blank-crm-api.ts looks like it.`).join('');
  return { method: 'GET', route: '', send: async () => notWritten(`${what}.${hint}`) };
}
