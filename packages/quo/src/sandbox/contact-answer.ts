import type { JsonObject } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { SandboxContact, SandboxItem } from './sandbox-contact.ts';

/** A custom field of the workspace. */
export interface SandboxCustomField {
  readonly key: string;
  readonly name: string;
  readonly type: 'address' | 'boolean' | 'date' | 'multi-select' | 'number' | 'string' | 'url';
}

/** A contact as the API shows it (Quo API, Get a contact by id). */
export function toContactAnswer(contact: SandboxContact, known: readonly SandboxCustomField[]): JsonObject {
  const { id, externalId, source, sourceUrl, defaultFields, customFields, createdAtMs, updatedAtMs } = contact;
  const toItems = (items: readonly SandboxItem[], kind: string): JsonObject[] =>
    items.map(({ name, value }, index) => ({ name, value, id: `${id}${kind}${index}` }));
  return {
    id,
    externalId,
    source,
    sourceUrl,
    defaultFields: { ...defaultFields, emails: toItems(defaultFields.emails, 'e'), phoneNumbers: toItems(defaultFields.phoneNumbers, 'p') },
    customFields: customFields.flatMap(({ key, value }) => {
      const field = known.find((other) => other.key === key);
      return field === undefined ? [] : [{ name: field.name, key, id: `cf-${key}`, type: field.type, value }];
    }),
    createdAt: toIso(createdAtMs),
    updatedAt: toIso(updatedAtMs),
    createdByUserId: 'US1',
  };
}
