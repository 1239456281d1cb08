export {
  createPipedriveSandbox,
  type PipedriveSandbox,
  type PipedriveSandboxOptions,
  type PipedriveSandboxStats,
} from './create-pipedrive-sandbox.ts';
export type { SandboxPeople } from './person-store.ts';
export type { SandboxOrganizations } from './sandbox-organizations.ts';
export type { SandboxPerson, SandboxPersonInput, SandboxValue } from './sandbox-person.ts';
export type { SandboxTokenOptions } from './sandbox-tokens.ts';
