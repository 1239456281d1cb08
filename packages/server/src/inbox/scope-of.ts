import type { CallOptions } from '@frigg-crm/core';
import type { Principal } from '../access/principal.ts';
import type { Backend } from '../backend.ts';
import { findIntegration } from '../integrations/find-integration.ts';

/** A tenant has a few integrations; a caller that has more names one of them. */
const MAX_INTEGRATIONS = 100;

/**
 * @returns the integrations that a request over several of them reaches; `undefined`: all that there are.
 * @throws {ProblemError} `NOT_FOUND` when the one that it names does not exist for the caller.
 */
export async function scopeOf(
  backend: Backend,
  { principal, integrationId }: { readonly principal: Principal; readonly integrationId: string | undefined },
  options: CallOptions,
): Promise<readonly string[] | undefined> {
  if (integrationId !== undefined) return [(await findIntegration(backend, { principal, integrationId }, options)).id];
  if (principal.userId === undefined) return undefined;
  const owned = await backend.services.integrations.find({ userId: principal.userId, limit: MAX_INTEGRATIONS, ...options });
  return owned.map(({ id }) => id);
}
