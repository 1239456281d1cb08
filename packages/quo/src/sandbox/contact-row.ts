import type { JsonValue } from '@frigg-crm/core';
import type { SandboxContactInput, SandboxItem } from './sandbox-contact.ts';

type Row = readonly [
  createdAtMs: number,
  updatedAtMs: number,
  sourceUrl: string | null,
  texts: readonly (string | null)[],
  phoneNumbers: readonly (readonly [string, string])[],
  emails: readonly (readonly [string, string])[],
  customFields: readonly (readonly [string, JsonValue])[],
];

/** What a row says beside external id and source. */
export type RowContent = Omit<SandboxContactInput, 'externalId' | 'source'> & {
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
};

/** Packs a contact into one text without field names: a million contacts are to fit into memory. */
export function packRow({ createdAtMs, updatedAtMs, sourceUrl, defaultFields, customFields }: RowContent): string {
  const { firstName, lastName, company, role, phoneNumbers, emails } = defaultFields;
  const fields = customFields.map(({ key, value }) => [key, value] as const);
  const row: Row = [
    createdAtMs,
    updatedAtMs,
    sourceUrl,
    [firstName, lastName, company, role],
    phoneNumbers.map(toPair),
    emails.map(toPair),
    fields,
  ];
  return JSON.stringify(row);
}

/** Unpacks what {@link packRow} packed. */
export function unpackRow(packed: string): RowContent {
  const [
    createdAtMs,
    updatedAtMs,
    sourceUrl,
    [firstName = null, lastName = null, company = null, role = null],
    phoneNumbers,
    emails,
    fields,
  ] = JSON.parse(packed) as Row;
  const defaultFields = { firstName, lastName, company, role, phoneNumbers: phoneNumbers.map(toItem), emails: emails.map(toItem) };
  return { createdAtMs, updatedAtMs, sourceUrl, defaultFields, customFields: fields.map(([key, value]) => ({ key, value })) };
}

function toPair({ name, value }: SandboxItem): readonly [string, string] {
  return [name, value];
}

function toItem([name, value]: readonly [string, string]): SandboxItem {
  return { name, value };
}
