import type { CallOptions } from '@frigg-crm/core';
import type { ContactBody, ContactPatch } from './contact-body.ts';
import type { StoredQuoContact } from './stored-contact.ts';

/** How contacts are written: the public surface and that of partners differ in this only. */
export interface ContactWriter {
  /** @throws {ApiError} a lost response is not repeated: the contact may exist. */
  create(body: ContactBody, options?: CallOptions): Promise<StoredQuoContact>;
  update(id: string, patch: ContactPatch, options?: CallOptions): Promise<StoredQuoContact>;
  /** Queues contacts to be created, at most 50; what became of them must be read back. Absent where there is no such call. */
  readonly createMany?: (bodies: readonly ContactBody[], options?: CallOptions) => Promise<void>;
}
