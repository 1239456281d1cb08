import type { Integration, IntegrationQuery, IntegrationRepository } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { expect } from 'vitest';
import { TEST_START_MS } from '../clock/virtual-clock.ts';

/** A moment, so many minutes after the start of time in tests. */
export const minute = (minutes: number): string => toIso(TEST_START_MS + minutes * 60_000);

/** A complete integration. */
export function anIntegration(id: string, overrides: Partial<Integration> = {}): Integration {
  return {
    id,
    userId: 'user-1',
    connector: 'pipedrive',
    status: 'ENABLED',
    config: {},
    messages: [],
    lookupKeys: [],
    setUpAt: null,
    dueAt: null,
    failedAttempts: 0,
    createdAt: minute(0),
    updatedAt: minute(0),
    version: 0,
    ...overrides,
  };
}

/** @returns the ids of those that a query finds. */
export async function idsFound(integrations: IntegrationRepository, query: IntegrationQuery = {}): Promise<readonly string[]> {
  return (await integrations.find(query)).map(({ id }) => id);
}

/** Expects a stored integration to be exactly this one. */
export async function expectStored(integrations: IntegrationRepository, expected: Integration): Promise<void> {
  expect(await integrations.findById(expected.id)).toStrictEqual(expected);
}
