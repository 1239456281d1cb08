/** A Pipedrive company in memory, for tests and demos: one fetch handler and what happens behind it. */
export {
  createPipedriveSandbox,
  type PipedriveSandbox,
  type PipedriveSandboxOptions,
  type PipedriveSandboxStats,
} from './create-pipedrive-sandbox.ts';
export type { SandboxActivity } from './sandbox-activities.ts';
export type { SandboxDeal, SandboxDealInput, SandboxLead } from './sandbox-deals.ts';
export type { SandboxNote } from './sandbox-notes.ts';
export type { SandboxCompany, SandboxUser } from './sandbox-users.ts';
export type { SandboxDelivery, SandboxEventBody, SandboxWebhook } from './sandbox-webhook.ts';
export type { SandboxWebhookControl } from './sandbox-webhooks.ts';
export type { SandboxPeople } from './person-store.ts';
export type { SandboxOrganizations } from './sandbox-organizations.ts';
export type { SandboxPerson, SandboxPersonInput, SandboxValue } from './sandbox-person.ts';
export type { SandboxTokenOptions } from '@frigg-crm/http/sandbox';
export type { SandboxPeopleOptions } from './create-sandbox-people.ts';
export type { SandboxRecord } from './record-store.ts';
export type { SandboxLimitOptions } from './with-sandbox-limits.ts';
