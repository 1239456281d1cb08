import type { JsonValue } from '@frigg-crm/core';

/** A phone number or e-mail address of a contact, with its label. */
export interface QuoContactItem {
  /** The label that Quo shows, such as `Work`. */
  readonly name: string;
  /** A phone number in E.164, or an e-mail address. */
  readonly value: string;
}

/** The value of a custom field that exists in the workspace. */
export interface QuoCustomField {
  readonly key: string;
  readonly value: JsonValue;
}

/** A contact as we want Quo to hold it (Quo API, Create a contact). */
export interface QuoContact {
  /** The person's id in the CRM, 1 to 75 characters. With `source` it says which contact of Quo is this one. */
  readonly externalId: string;
  /** Where the contact comes from, 1 to 72 characters. @defaultValue the client's source */
  readonly source?: string | undefined;
  /** Link to the person in the CRM: absolute, at most 200 characters. */
  readonly sourceUrl?: string | undefined;
  readonly defaultFields: {
    readonly firstName: string | null;
    readonly lastName?: string | null | undefined;
    readonly company?: string | null | undefined;
    readonly role?: string | null | undefined;
    /** The complete list, unless `incomplete` names it: what is not in it is removed. */
    readonly phoneNumbers: readonly QuoContactItem[];
    /** The complete list, unless `incomplete` names it: what is not in it is removed. */
    readonly emails: readonly QuoContactItem[];
  };
  /**
   * Lists that may lack something because it could not be read: `upsertMany` takes nothing out of them that Quo holds.
   * @defaultValue none: both are complete
   */
  readonly incomplete?: readonly ('phoneNumbers' | 'emails')[] | undefined;
  /** The complete list when given; absent: what Quo holds stays. The keys must exist in the workspace. */
  readonly customFields?: readonly QuoCustomField[] | undefined;
}
