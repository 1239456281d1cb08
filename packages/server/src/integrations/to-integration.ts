import type { Integration } from '@frigg-crm/core';
import type * as z from 'zod';
import type { integrationSchema } from './integration-schemas.ts';

/** @returns the record as the API shows it. */
export function toIntegration(record: Integration): z.output<typeof integrationSchema> {
  const { id, userId, connector, status, config, messages, setUpAt, dueAt, failedAttempts, createdAt, updatedAt, version } = record;
  const notices = messages.map(({ level, code, text, at }) => ({ level, code, text, at }));
  return { id, userId, connector, status, config: { ...config }, notices, setUpAt, dueAt, failedAttempts, createdAt, updatedAt, version };
}

/** @returns what If-Match compares. */
export function etagOfIntegration({ version }: Integration): string {
  return `"v${version}"`;
}
