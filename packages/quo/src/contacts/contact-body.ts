import type { JsonValue } from '@frigg-crm/core';
import type { QuoContact, QuoContactItem } from './quo-contact.ts';

/** A contact in the form that Quo takes (Quo API, Create a contact). A type alias, so that it counts as JSON. */
export type ContactBody = ContactPatch & { readonly externalId: string; readonly source: string };

/** What an update sends: all that the CRM owns. Lists replace; who the contact is (`externalId`, `source`) never changes. */
export type ContactPatch = {
  readonly sourceUrl?: string;
  readonly defaultFields: {
    readonly firstName: string | null;
    readonly lastName: string | null;
    readonly company: string | null;
    readonly role: string | null;
    readonly phoneNumbers: readonly ItemBody[];
    readonly emails: readonly ItemBody[];
  };
  readonly customFields?: readonly { readonly key: string; readonly value: JsonValue }[];
};

type ItemBody = { readonly name: string; readonly value: string };

/** Makes the body of a create; texts are trimmed, and an empty one is `null`: Quo must forget what the CRM has lost. */
export function toContactBody(contact: QuoContact, defaultSource: string): ContactBody {
  const { firstName, lastName, company, role, phoneNumbers, emails } = contact.defaultFields;
  return {
    externalId: contact.externalId,
    source: contact.source ?? defaultSource,
    ...(contact.sourceUrl === undefined ? {} : { sourceUrl: contact.sourceUrl }),
    defaultFields: {
      firstName: toText(firstName),
      lastName: toText(lastName),
      company: toText(company),
      role: toText(role),
      phoneNumbers: toItems(phoneNumbers),
      emails: toItems(emails),
    },
    ...(contact.customFields === undefined ? {} : { customFields: contact.customFields.map(({ key, value }) => ({ key, value })) }),
  };
}

/** Makes the body of an update out of that of a create. */
export function toContactPatch({ sourceUrl, defaultFields, customFields }: ContactBody): ContactPatch {
  return {
    ...(sourceUrl === undefined ? {} : { sourceUrl }),
    defaultFields,
    ...(customFields === undefined ? {} : { customFields }),
  };
}

function toText(value: string | null | undefined): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

function toItems(items: readonly QuoContactItem[]): readonly ItemBody[] {
  return items.flatMap(({ name, value }) => (value.trim() === '' ? [] : [{ name, value: value.trim() }]));
}
