import type { CallOptions } from '@frigg-crm/core';
import type { QuoContact } from './quo-contact.ts';
import type { StoredQuoContact } from './stored-contact.ts';
import type { UpsertOutcome } from './upsert-outcome.ts';

/** The contacts of a workspace. Which contact is which is said by source and external id together. */
export interface QuoContacts {
  /**
   * Creates and updates contacts: those that Quo holds are updated when they differ, the others are created. May be
   * repeated at any time, by several callers at once, and never makes a second contact.
   * Of contacts with the same source and external id the first counts; the others share its outcome.
   * A new contact without a phone number is refused (NO_PHONE_NUMBER); one that Quo holds loses its numbers.
   * @returns one outcome per contact, in order: a failure of some never hides what became of the others.
   * @throws {ApiUnauthorizedError} when the account is refused; nothing more is sent then.
   */
  upsertMany(contacts: readonly QuoContact[], options?: CallOptions): Promise<readonly UpsertOutcome[]>;
  /**
   * All contacts with one of these external ids, whatever their source, in no order. No ids: no request.
   * @throws {ApiError} when a part of them could not be read.
   */
  listByExternalIds(externalIds: readonly string[], options?: CallOptions): Promise<readonly StoredQuoContact[]>;
  /**
   * The contact with this id of Quo; `undefined` when there is none. Absent where contacts are looked up by external ids only.
   * @throws {ApiError} when Quo does not say.
   */
  get?(id: string, options?: CallOptions): Promise<StoredQuoContact | undefined>;
  /** @throws {ApiRefusedError} before any call too, for what Quo would refuse; status 409 when it exists. */
  create(contact: QuoContact, options?: CallOptions): Promise<StoredQuoContact>;
  /** Replaces what the CRM owns; source and external id stay. @throws {ApiRefusedError} status 404 when there is no such contact. */
  update(id: string, contact: QuoContact, options?: CallOptions): Promise<StoredQuoContact>;
  /** Deletes the contact with this external id. Nothing to delete is a success. */
  deleteByExternalId(
    externalId: string,
    options?: CallOptions & { /** @defaultValue the client's source */ readonly source?: string | undefined },
  ): Promise<void>;
  /** Deletes a contact by Quo's id. Nothing to delete is a success. */
  delete(id: string, options?: CallOptions): Promise<void>;
}
