import type { JsonObject } from '@frigg-crm/core';
import type { ConfigOptions } from '@frigg-crm/crm-base';

/** A form of Frigg: JSON Schema, and a layout of JSON Forms. */
export interface FriggForm {
  readonly jsonSchema: JsonObject;
  readonly uiSchema: JsonObject;
}

/** @returns a form as Frigg's screens show it: what is filled in is the default of its field. */
export function toFriggForm({ schema, uiSchema, values }: Pick<ConfigOptions, 'schema' | 'uiSchema' | 'values'>): FriggForm {
  const properties = Object.entries(readObject(schema['properties'])).map(([key, property]) => {
    const value = values[key];
    return [key, value === undefined ? property : { ...readObject(property), default: value }] as const;
  });
  return { jsonSchema: { ...schema, properties: Object.fromEntries(properties) }, uiSchema };
}

function readObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** Keys of Frigg's configurations that the life-cycle finds out, or keeps in the vault: some of them are secrets. */
const NOT_OURS = new RegExp(
  [
    'type|phoneNumbersMetadata|phoneNumbersFetchedAt|quo(?:Message|Call|CallSummary)Webhook.*|quoWebhooksCreatedAt',
    'phoneNumberWebhookSubscriptions|(?:pipedrive|attio|clio)Webhook.*|zohoNotification.*|notification(?:CreatedAt|Events)|lastRenewal.*',
  ]
    .map((names) => `^(?:${names})$`)
    .join('|'),
);

/** @returns the keys of a configuration of Frigg that mean something here. */
export function toConfig(config: JsonObject | null | undefined): JsonObject {
  return Object.fromEntries(Object.entries(config ?? {}).filter(([key]) => !NOT_OURS.test(key)));
}
