import type { JsonValue } from '@frigg-crm/core';
import { toStorable, toStorableJson, withoutInvisible } from '../api/visible-text.ts';
import type { QuoContact, QuoContactItem, QuoCustomField } from './quo-contact.ts';

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

/**
 * Makes the body of a create. Texts are trimmed, and one of which nothing can be seen is `null`: Quo must forget what the
 * CRM has lost. U+0000 and halves of surrogate pairs are left out of all texts but those that say which contact it is.
 */
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
    ...(contact.customFields === undefined ? {} : { customFields: contact.customFields.map(toCustomField) }),
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
  if (value == null || withoutInvisible(value).trim() === '') return null;
  return toStorable(value).trim();
}

function toItems(items: readonly QuoContactItem[]): readonly ItemBody[] {
  return items.flatMap(({ name, value: raw }) => {
    const value = withoutInvisible(raw).trim();
    return value === '' ? [] : [{ name: toStorable(name), value }];
  });
}

function toCustomField({ key, value }: QuoCustomField): { readonly key: string; readonly value: JsonValue } {
  return { key: toStorable(key), value: toStorableJson(value) };
}
