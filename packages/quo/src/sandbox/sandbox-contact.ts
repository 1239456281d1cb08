import type { JsonValue } from '@frigg-crm/core';

/** A phone number or e-mail address that the sandbox holds. */
export interface SandboxItem {
  readonly name: string;
  readonly value: string;
}

/** A contact as it is written into the sandbox. */
export interface SandboxContactInput {
  readonly externalId: string | null;
  readonly source: string;
  readonly sourceUrl: string | null;
  readonly defaultFields: {
    readonly firstName: string | null;
    readonly lastName: string | null;
    readonly company: string | null;
    readonly role: string | null;
    readonly phoneNumbers: readonly SandboxItem[];
    readonly emails: readonly SandboxItem[];
  };
  readonly customFields: readonly { readonly key: string; readonly value: JsonValue }[];
}

/** A contact that the sandbox holds. */
export interface SandboxContact extends SandboxContactInput {
  readonly id: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}
