import { ConfigurationError, type CallOptions } from '@frigg-crm/core';
import type { AttioClient } from './client/create-attio-client.ts';
import type { AttioSelf } from './client/create-workspace.ts';

/** The least that this connector works with (Attio, Scopes). */
export const ATTIO_SCOPES = ['record_permission:read', 'object_configuration:read', 'note:read-write', 'webhook:read-write'] as const;

/**
 * Checks an account right after its consent: whether its token works, and whether it may do what this connector does.
 * @returns the workspace.
 * @throws {ConfigurationError} naming the scopes that are missing.
 * @throws {ApiUnauthorizedError} when the token is not active.
 * @example
 * const { workspaceName } = await verifyAttioAccount(await openAttioClient({ provider, vault, integrationId }));
 */
export async function verifyAttioAccount({ self }: Pick<AttioClient, 'self'>, options?: CallOptions): Promise<AttioSelf> {
  const account = await self.get(options);
  const missing = missingScopes(account);
  if (missing.length > 0)
    throw new ConfigurationError(
      `Attio: the app lacks ${missing.join(', ')}: tick these scopes in the developer dashboard and connect again`,
    );
  return account;
}

/** @returns the scopes that were not granted; who may write may read too. */
function missingScopes({ scopes }: Pick<AttioSelf, 'scopes'>): readonly string[] {
  return ATTIO_SCOPES.filter((scope) => !scopes.includes(scope) && !scopes.includes(scope.replace(/:read$/, ':read-write')));
}
