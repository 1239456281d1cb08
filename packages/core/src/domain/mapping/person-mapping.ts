/** Which kind of person of which integration. */
export interface MappingScope {
  readonly integrationId: string;
  /** The CRM's own name of the object type. */
  readonly objectType: string;
}

/** Where a person is kept. */
export interface PersonKey extends MappingScope {
  /** The id in the CRM, and `externalId` of the contact in Quo. */
  readonly externalId: string;
}

/** What is known of one person: CRM id ↔ Quo id ↔ phone numbers. Holds no names. */
export interface PersonMapping extends PersonKey {
  /** The contact's own id in Quo; `null` until a write was confirmed. */
  readonly quoContactId: string | null;
  /** E.164, in the order in which Quo returned them. */
  readonly phoneNumbers: readonly string[];
  /** Hash of the content that Quo is known to hold; `null`: not known, so the next attempt writes. */
  readonly contentHash: string | null;
  /** When the CRM changed the newest version that was begun to be written (ISO 8601); `null`: the CRM does not say. */
  readonly sourceModifiedAt: string | null;
  /** The last full sync that saw the person. */
  readonly seenIn: string | null;
  /** Why the last write failed for good, and in which process; `null` after a success. */
  readonly failure: { readonly processId: string; readonly code: string } | null;
}
