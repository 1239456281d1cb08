import type { JsonObject } from '@frigg-crm/core';
import type { FriggCredentialRow, FriggEntityRow } from './frigg-source.ts';

/** How many integrations are read at once. */
export const INTEGRATIONS_PER_PAGE = 100;
/** How many mappings are read at once. */
export const MAPPINGS_PER_PAGE = 2000;
/** What a process of Frigg is that has seen all persons of a type. */
export const COMPLETED_SYNC = { type: 'CRM_SYNC', state: 'COMPLETED' } as const;

/** @returns a value of a JSON column as an object; an empty one for anything else. */
export function toObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** @returns an entity; columns that may be absent have their defaults. */
export function toEntity(entity: JsonObject, credential: JsonObject | null | undefined): FriggEntityRow {
  const { moduleName, externalId } = entity;
  return {
    moduleName: typeof moduleName === 'string' ? moduleName : '',
    externalId: typeof externalId === 'string' || typeof externalId === 'number' ? String(externalId) : null,
    credential: credential === null || credential === undefined ? undefined : toCredential(credential),
  };
}

function toCredential({ id, authIsValid, data }: JsonObject): FriggCredentialRow {
  return {
    id: typeof id === 'string' || typeof id === 'number' ? String(id) : '',
    authIsValid: authIsValid !== false,
    data: toObject(data),
  };
}

/** @returns the moment as an ISO 8601 text in UTC; `undefined` for what is none. */
export function toMoment(value: unknown): string | undefined {
  const ms = value instanceof Date || typeof value === 'string' ? new Date(value).getTime() : Number.NaN;
  return Number.isFinite(ms) ? new Date(ms).toISOString() : undefined;
}
