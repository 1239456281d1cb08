import { CredentialUnreadableError } from '../errors/credential-unreadable-error.ts';
import type { CallOptions } from '../ports/call-options.ts';
import type { Credential, CredentialKey, CredentialVault } from '../ports/credential-vault.ts';

/** What zod's schemas have of `safeParse`, in any version: enough to check and type a value. */
export interface CredentialSchema<Value> {
  safeParse(value: unknown): { readonly success: true; readonly data: Value } | { readonly success: false };
}

/**
 * Reads a secret of a known shape, so that its fields have types.
 * @param options.schema - Checks the value; a schema of zod is one.
 * @returns the secret, or `undefined` when there is none.
 * @throws {CredentialUnreadableError} when it cannot be decrypted, or does not have this shape.
 *
 * @example
 * ```ts
 * const secret = await readCredential(vault, { integrationId, name: 'crm' }, { schema: z.object({ apiKey: z.string() }) });
 * const apiKey = secret?.value.apiKey;
 * ```
 */
export async function readCredential<Value>(
  vault: Pick<CredentialVault, 'read'>,
  key: CredentialKey,
  { schema, ...options }: CallOptions & { readonly schema: CredentialSchema<Value> },
): Promise<Credential<Value> | undefined> {
  const found = await vault.read(key, options);
  if (found === undefined) return undefined;
  const parsed = schema.safeParse(found.value);
  if (!parsed.success)
    throw new CredentialUnreadableError(`The credential ${key.name} of integration ${key.integrationId} does not have the expected fields`);
  return { ...found, value: parsed.data };
}
