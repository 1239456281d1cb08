import type { JsonObject } from '../domain/json.ts';
import type { CallOptions } from './call-options.ts';

/** Which secret of which integration. */
export interface CredentialKey {
  readonly integrationId: string;
  /** Such as `quo`, `oauth`, `webhooks`. */
  readonly name: string;
}

/** A secret as it is read. */
export interface Credential<Value = JsonObject> extends CredentialKey {
  readonly value: Value;
  /** Counts the writes; 0 when first written. */
  readonly version: number;
}

/** Keeps secrets, encrypted. Each is replaced only by a caller that has seen its newest version. */
export interface CredentialVault {
  /**
   * @returns the secret, or `undefined` when there is none.
   * @throws {CredentialUnreadableError} when it cannot be decrypted with the configured keys, or was tampered with.
   */
  read(key: CredentialKey, options?: CallOptions): Promise<Credential | undefined>;
  /**
   * Stores a secret. `expectedVersion` is that of the secret it replaces, `undefined` where there must be none yet.
   * @returns the secret as stored.
   * @throws {DocumentConflictError} when another version is stored.
   */
  write(
    secret: CredentialKey & { readonly value: JsonObject; readonly expectedVersion: number | undefined },
    options?: CallOptions,
  ): Promise<Credential>;
  /** Removes a secret. Does nothing when there is none. */
  remove(key: CredentialKey, options?: CallOptions): Promise<void>;
  /** Removes all secrets of an integration. */
  removeAll(integrationId: string, options?: CallOptions): Promise<void>;
  /** Encrypts anew what is not under the current master key, `limit` secrets at most. @returns how many were, and how many could not be read. */
  rotate(request: { readonly limit: number } & CallOptions): Promise<{ readonly rotated: number; readonly unreadable: number }>;
}
