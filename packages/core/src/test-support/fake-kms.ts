import { CredentialUnreadableError } from '../errors/credential-unreadable-error.ts';
import type { KeyService } from '../ports/key-service.ts';

/** A key service as AWS KMS is one: it keeps what it has wrapped to itself, and hands out an opaque blob. */
export function createFakeKms(keyId: string): KeyService & { readonly calls: readonly string[] } {
  const wrapped = new Map<string, { readonly plaintext: Uint8Array; readonly context: string }>();
  const calls: string[] = [];
  return {
    calls,
    currentKeyId: keyId,
    async generateDataKey(context) {
      calls.push('GenerateDataKey');
      const plaintext = crypto.getRandomValues(new Uint8Array(32));
      const blob = crypto.getRandomValues(new Uint8Array(60));
      wrapped.set(blob.join(), { plaintext, context: JSON.stringify(context) });
      return { plaintext, wrapped: blob, keyId };
    },
    async unwrapDataKey(key, context) {
      calls.push('Decrypt');
      const known = wrapped.get(key.wrapped.join());
      if (known?.context !== JSON.stringify(context) || key.keyId !== keyId) throw new CredentialUnreadableError('InvalidCiphertext');
      return known.plaintext;
    },
  };
}
