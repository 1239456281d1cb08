import type { CallOptions } from './call-options.ts';

/** A key for one credential: as it is used, and as it is stored. */
export interface DataKey {
  /** 32 bytes. Never stored. */
  readonly plaintext: Uint8Array;
  /** The same key, encrypted under the master key. */
  readonly wrapped: Uint8Array;
  /** Names the master key. */
  readonly keyId: string;
}

/** What a wrapped key belongs to; another context cannot unwrap it. */
export type KeyContext = Readonly<Record<string, string>>;

/** Keeps master keys and never shows them: the shape of AWS KMS (`GenerateDataKey`, `Decrypt`). */
export interface KeyService {
  /** The master key that wraps new data keys. */
  readonly currentKeyId: string;
  generateDataKey(context: KeyContext, options?: CallOptions): Promise<DataKey>;
  /** @throws {CredentialUnreadableError} when the master key is not known, or the bytes or the context are not those of the wrapping. */
  unwrapDataKey(key: Omit<DataKey, 'plaintext'>, context: KeyContext, options?: CallOptions): Promise<Uint8Array>;
}
