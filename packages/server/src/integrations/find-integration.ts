import type { CallOptions, Integration } from '@frigg-crm/core';
import { mayKnow, type Principal } from '../access/principal.ts';
import type { Backend } from '../backend.ts';
import { ProblemError } from '../http/problem-error.ts';

/**
 * @returns an integration that exists for the caller.
 * @throws {ProblemError} `NOT_FOUND`, also for one of another tenant.
 */
export async function findIntegration(
  { services }: Backend,
  { principal, integrationId }: { readonly principal: Principal; readonly integrationId: string },
  options: CallOptions,
): Promise<Integration> {
  const record = await services.integrations.findById(integrationId, options);
  if (record === undefined || !mayKnow(principal, record.userId))
    throw new ProblemError('NOT_FOUND', 'There is no integration with this id');
  return record;
}
