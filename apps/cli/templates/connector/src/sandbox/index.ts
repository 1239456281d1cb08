/** Blank CRM in memory: one function from `Request` to `Response`. */
export { createBlankCrmSandbox, type BlankCrmSandbox, type BlankCrmSandboxOptions } from './create-blank-crm-sandbox.ts';
export type { BlankCrmRecords, SandboxEvent, SandboxHook, SandboxNote, SandboxPerson } from './blank-crm-records.ts';
export { listedPage } from './blank-crm-routes.ts';
