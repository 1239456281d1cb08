/** A company of Zoho CRM in memory: the API of version 8 and the accounts server, for tests and demonstrations. */
export { createZohoSandbox, type ZohoSandbox, type ZohoSandboxOptions, type ZohoSandboxRecord } from './create-zoho-sandbox.ts';
export type { SandboxFields } from './generate-record.ts';
export type { ModuleStore } from './module-store.ts';
export type { PageTokens } from './list-page.ts';
export type { SandboxChannel, SandboxChannels } from './sandbox-channels.ts';
