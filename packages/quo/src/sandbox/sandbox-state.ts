import type { Clock } from '@frigg-crm/core';
import type { SandboxCustomField } from './contact-answer.ts';
import type { ContactStore } from './contact-store.ts';
import type { createFailures } from './quo-failure.ts';
import type { SandboxContactInput } from './sandbox-contact.ts';

/** What a sandbox has counted. */
export interface QuoSandboxStats {
  /** Requests that passed the rate limit and the faults, by method and path, such as `GET /v1/contacts/:id`. */
  readonly requests: Readonly<Record<string, number>>;
  /** Contacts created, in bulk too. */
  readonly created: number;
  readonly updated: number;
  /** Writes refused because source and external id were taken. */
  readonly conflicts: number;
  /** Contacts created although source and external id were taken: only where `uniqueContacts` is false. */
  readonly duplicates: number;
  /** Requests refused with 429 because the key had none left. */
  readonly rateLimited: number;
}

/** What the routes of a sandbox share. */
export interface SandboxState {
  readonly clock: Clock;
  readonly store: ContactStore;
  readonly stats: Mutable<Omit<QuoSandboxStats, 'duplicates' | 'requests'>> & { requests: Record<string, number> };
  readonly fail: ReturnType<typeof createFailures>;
  readonly refuse: RefuseContact | undefined;
  readonly customFields: readonly SandboxCustomField[];
}

/** How the API refuses a contact. */
export interface ContactRefusal {
  readonly status: number;
  /** @defaultValue the documented code of the status */
  readonly code?: string | undefined;
  /** The field that is named in `errors`, such as `/defaultFields/phoneNumbers/0/value`; what it holds is quoted. @defaultValue none */
  readonly path?: string | undefined;
}

/** Says which contacts the API refuses, and how. */
export type RefuseContact = (contact: SandboxContactInput) => ContactRefusal | undefined;

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
