/** Attio in memory: for tests, demos and development without an account. */

export { createAttioSandbox, type AttioSandbox, type AttioSandboxOptions } from './create-attio-sandbox.ts';
export type { SandboxNote } from './sandbox-notes.ts';
export type { SandboxPeople } from './person-store.ts';
export type { SandboxCompanies } from './record-routes.ts';
export { numberOfSandboxId } from './sandbox-ids.ts';
export type { SandboxPerson, SandboxPersonInput } from './sandbox-person.ts';
export type { SandboxEvent, SandboxWebhook, SandboxWebhooks } from './sandbox-webhooks.ts';
