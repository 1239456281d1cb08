import { ProcessNotFoundError, toProcessId, type CallOptions, type Process } from '@frigg-crm/core';
import { CRM_SYNC } from '@frigg-crm/crm-base';
import { mayKnow, type Principal } from '../access/principal.ts';
import type { Backend } from '../backend.ts';
import { ProblemError } from '../http/problem-error.ts';

/**
 * @returns a sync that exists for the caller.
 * @throws {ProblemError} `NOT_FOUND`, also for one of another tenant.
 */
export async function loadSync(
  { engine }: Backend,
  { principal, syncId }: { readonly principal: Principal; readonly syncId: string },
  options: CallOptions,
): Promise<Process> {
  const process = await engine.store.processRepository.findById(toProcessId(syncId), options);
  if (process === undefined || process.type !== CRM_SYNC.type || !mayKnow(principal, process.userId))
    throw new ProblemError('NOT_FOUND', 'There is no sync with this id', { cause: new ProcessNotFoundError(toProcessId(syncId)) });
  return process;
}
