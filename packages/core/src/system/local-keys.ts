import { randomBytes } from 'node:crypto';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { CredentialUnreadableError } from '../errors/credential-unreadable-error.ts';
import type { KeyContext, KeyService } from '../ports/key-service.ts';
import { toCanonicalJson } from '../process-updates/canonical-json.ts';
import { KEY_LENGTH, openBytes, sealBytes } from './sealed-bytes.ts';

/** A master key. */
export interface LocalKey {
  /** Its name, stored beside what it wraps; not secret. Never give it to another key. */
  readonly id: string;
  /** 32 random bytes. */
  readonly key: Uint8Array;
}

/** The master keys of {@link createLocalKeys}. */
export interface LocalKeysOptions {
  /** Wraps new data keys. */
  readonly current: LocalKey;
  /** Unwrap what they have wrapped; remove them when `CredentialVault.rotate` finds nothing more. */
  readonly previous?: readonly LocalKey[] | undefined;
}

/** Of the nonce in front of a wrapped key, in bytes. */
const NONCE_LENGTH = 12;

/**
 * A key service whose master keys are in this program's memory: for one's own servers. It wraps data keys with
 * AES-256-GCM, the context authenticated.
 * @throws {ConfigurationError} when a key is not 32 bytes long, or two have one id.
 * @example
 * const keys = createLocalKeys({ current: { id: 'k1', key: globalThis.crypto.getRandomValues(new Uint8Array(32)) } });
 */
export function createLocalKeys({ current, previous = [] }: LocalKeysOptions): KeyService {
  const wrappingKey = Uint8Array.from(current.key);
  const masterKeys = new Map([[current.id, wrappingKey], ...previous.map(({ id, key }) => [id, Uint8Array.from(key)] as const)]);
  if (masterKeys.size !== previous.length + 1) throw new ConfigurationError('Two master keys have one id: give each its own');
  for (const [id, key] of masterKeys) {
    if (id === '') throw new ConfigurationError('A master key has no id: give it one, such as k1');
    if (key.length !== KEY_LENGTH) throw new ConfigurationError(`The master key ${id} must be ${KEY_LENGTH} bytes long`);
  }
  return {
    currentKeyId: current.id,
    async generateDataKey(context) {
      const plaintext = randomBytes(KEY_LENGTH);
      const { nonce, sealed } = sealBytes(plaintext, { key: wrappingKey, context: contextOf(current.id, context) });
      return { plaintext, wrapped: Buffer.concat([nonce, sealed]), keyId: current.id };
    },
    async unwrapDataKey({ keyId, wrapped }, context) {
      const key = masterKeys.get(keyId);
      if (key === undefined) {
        throw new CredentialUnreadableError('A secret is under a master key that is not configured: add the key to the previous ones');
      }
      const parts = { nonce: wrapped.subarray(0, NONCE_LENGTH), sealed: wrapped.subarray(NONCE_LENGTH) };
      const plaintext = openBytes(parts, { key, context: contextOf(keyId, context) });
      if (plaintext === undefined) {
        throw new CredentialUnreadableError(
          'The key of a secret cannot be unwrapped: it was changed, or another master key has had the same id',
        );
      }
      return plaintext;
    },
  };
}

function contextOf(keyId: string, context: KeyContext): string {
  return toCanonicalJson({ keyId, context });
}
