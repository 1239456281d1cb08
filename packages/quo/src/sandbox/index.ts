export type { SandboxCustomField } from './contact-answer.ts';
export { createQuoSandbox, type QuoSandbox, type QuoSandboxOptions } from './create-quo-sandbox.ts';
export type { SandboxContact, SandboxContactInput, SandboxItem } from './sandbox-contact.ts';
export type { QuoSandboxStats, RefuseContact } from './sandbox-state.ts';
export type { SandboxPhoneNumber, SandboxUser } from './workspace.ts';
