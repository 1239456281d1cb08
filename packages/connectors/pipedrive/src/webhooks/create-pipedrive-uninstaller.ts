import type { Uninstaller } from '@frigg-crm/crm-base';
import { pipedriveLookupKey } from './pipedrive-lookup-key.ts';
import { readUninstall } from './read-uninstall.ts';

/** Makes what reads Pipedrive's uninstall callback, for `createIntegrationServices`. */
export function createPipedriveUninstaller(app: { readonly clientId: string; readonly clientSecret: string }): Uninstaller {
  return async ({ headers, rawBody }) => ({ lookupKey: pipedriveLookupKey(readUninstall({ headers, rawBody }, app)) });
}
