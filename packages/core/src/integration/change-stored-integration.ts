import { repeatOnConflict } from '../domain/documents/repeat-on-conflict.ts';
import type { Integration } from '../domain/integration/integration.ts';
import { toIso } from '../domain/process/timing.ts';
import { IntegrationNotFoundError } from '../errors/integration-not-found-error.ts';
import type { CallOptions } from '../ports/call-options.ts';
import type { Clock } from '../ports/clock.ts';
import type { IntegrationRepository } from '../ports/integration-repository.ts';

/**
 * Changes an integration while others may change it, too: after a lost race the change is made again on
 * what they stored. So `change` must be a pure function.
 * @returns the integration as stored. Where `change` returns the one it was given, nothing is stored.
 * @throws {IntegrationNotFoundError} when it is gone.
 */
export async function changeStoredIntegration(
  { integrations, clock }: { readonly integrations: IntegrationRepository; readonly clock: Clock },
  id: string,
  change: (integration: Integration) => Integration,
  options: CallOptions = {},
): Promise<Integration> {
  return repeatOnConflict(async () => {
    const stored = await integrations.findById(id, options);
    if (stored === undefined) throw new IntegrationNotFoundError(id);
    const changed = change(stored);
    if (changed === stored) return stored;
    return integrations.save({ ...changed, updatedAt: toIso(clock.now()) }, options);
  });
}
