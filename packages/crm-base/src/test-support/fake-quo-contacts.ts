import type { QuoContact, QuoContacts, UpsertOutcome } from '@frigg-crm/quo';

/** What Quo says to one contact: nothing special, a refusal, or issue for the moment. */
export type Answer = (contact: QuoContact) => UpsertOutcome | undefined;

/** Stands for Quo's contacts: a map by external id. */
export class FakeQuoContacts implements Pick<QuoContacts, 'upsertMany' | 'deleteByExternalId'> {
  readonly stored = new Map<string, QuoContact>();
  readonly deleted: string[] = [];
  /** How often each contact was sent. */
  readonly sent = new Map<string, number>();
  answer: Answer = () => undefined;
  /** Runs before a batch is written; what it throws is the answer to the whole batch. */
  beforeBatch: () => Promise<void> | void = () => {};

  /** Runs when a batch is written, before the answer is sent. */
  afterBatch: () => Promise<void> | void = () => {};

  async upsertMany(contacts: readonly QuoContact[]): Promise<readonly UpsertOutcome[]> {
    await this.beforeBatch();
    const outcomes = contacts.map((contact) => this.#upsert(contact));
    await this.afterBatch();
    return outcomes;
  }

  async deleteByExternalId(externalId: string, { source }: { readonly source?: string | undefined } = {}): Promise<void> {
    this.stored.delete(externalId);
    this.deleted.push(`${source}/${externalId}`);
  }

  /** As the port wants it. Calls that the sync does not make are missing, and would fail loudly. */
  get port(): QuoContacts {
    return this as unknown as QuoContacts;
  }

  #upsert(contact: QuoContact): UpsertOutcome {
    const { externalId } = contact;
    this.sent.set(externalId, (this.sent.get(externalId) ?? 0) + 1);
    const special = this.answer(contact);
    if (special !== undefined) return special;
    const kind = this.stored.has(externalId) ? 'updated' : 'created';
    const isUnreachable = kind === 'created' && contact.defaultFields.phoneNumbers.length === 0;
    if (isUnreachable) return { kind: 'refused', externalId, code: 'NO_PHONE_NUMBER', message: 'no number' };
    this.stored.set(externalId, contact);
    return {
      kind,
      externalId,
      contactId: `quo-${externalId}`,
      phoneNumbers: contact.defaultFields.phoneNumbers.map(({ value }) => value ?? ''),
    };
  }
}
