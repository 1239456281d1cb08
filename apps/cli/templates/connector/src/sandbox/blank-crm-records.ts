import type { SandboxCursors, SandboxRecords } from '@frigg-crm/http/sandbox';

/** A person of the sandbox. */
export interface SandboxPerson {
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string | null;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
}

/** A note of the sandbox. */
export interface SandboxNote {
  readonly personId: string;
  readonly text: string;
  readonly at: string;
}

/** A webhook of the sandbox. */
export interface SandboxHook {
  readonly url: string;
  readonly secret: string;
}

/** An event of a webhook: a person was created, changed or deleted. */
export interface SandboxEvent {
  readonly id: string;
  readonly action: 'create' | 'change' | 'delete';
  readonly personId: string;
}

/** What the sandbox holds, for its routes. */
export interface BlankCrmRecords {
  readonly people: SandboxRecords<SandboxPerson>;
  readonly notes: SandboxRecords<SandboxNote>;
  readonly hooks: SandboxRecords<SandboxHook>;
  /** Of lists; a cursor says after how many items a page begins. */
  readonly cursors: SandboxCursors<number>;
  /** The id of the account. */
  readonly accountId: () => string;
}
