import * as z from 'zod';
import type { JsonObject } from '../domain/json.ts';
import { CredentialUnreadableError } from '../errors/credential-unreadable-error.ts';
import type { CallOptions } from '../ports/call-options.ts';
import type { CredentialKey } from '../ports/credential-vault.ts';
import type { KeyContext, KeyService } from '../ports/key-service.ts';
import { toCanonicalJson } from '../process-updates/canonical-json.ts';
import { fromBase64, toBase64 } from '../system/base64.ts';
import { openBytes, sealBytes } from '../system/sealed-bytes.ts';

/** The version of the format that is written. */
const FORMAT = 1;

const sealedSchema = z.strictObject({
  v: z.literal(FORMAT),
  /** The master key that wraps this secret's own key. */
  keyId: z.string(),
  /** This and what follows: base64. */
  wrappedKey: z.string(),
  nonce: z.string(),
  sealed: z.string(),
});

/** A secret as it is stored. */
export type SealedCredential = z.infer<typeof sealedSchema>;

/** Encrypts a secret under a key of its own, which the key service wraps. */
export async function sealCredential(
  keys: KeyService,
  { value, ...key }: CredentialKey & { readonly value: JsonObject },
  options?: CallOptions,
): Promise<SealedCredential> {
  const { plaintext, wrapped, keyId } = await keys.generateDataKey(contextOf(key), options);
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const { nonce, sealed } = sealBytes(bytes, { key: plaintext, context: textOf(key, keyId) });
  return { v: FORMAT, keyId, wrappedKey: toBase64(wrapped), nonce: toBase64(nonce), sealed: toBase64(sealed) };
}

/**
 * Decrypts a secret.
 * @throws {CredentialUnreadableError} when it was changed, belongs elsewhere, or its master key is not configured.
 */
export async function openCredential(keys: KeyService, stored: JsonObject, key: CredentialKey, options?: CallOptions): Promise<JsonObject> {
  const { keyId, wrapped, nonce, sealed } = readSealed(stored, key);
  const plaintext = await keys.unwrapDataKey({ keyId, wrapped }, contextOf(key), options);
  const bytes = openBytes({ nonce, sealed }, { key: plaintext, context: textOf(key, keyId) });
  if (bytes === undefined) throw unreadable(key);
  return JSON.parse(new TextDecoder().decode(bytes)) as JsonObject;
}

function readSealed(stored: JsonObject, key: CredentialKey): { keyId: string; wrapped: Uint8Array; nonce: Uint8Array; sealed: Uint8Array } {
  const parsed = sealedSchema.safeParse(stored);
  if (!parsed.success) throw unreadable(key);
  const [wrapped, nonce, sealed] = [parsed.data.wrappedKey, parsed.data.nonce, parsed.data.sealed].map(fromBase64);
  if (wrapped === undefined || nonce === undefined || sealed === undefined) throw unreadable(key);
  return { keyId: parsed.data.keyId, wrapped, nonce, sealed };
}

/** A secret that was moved to another integration or name cannot be opened there. */
function contextOf({ integrationId, name }: CredentialKey): KeyContext {
  return { integrationId, name, format: String(FORMAT) };
}

function textOf(key: CredentialKey, keyId: string): string {
  return toCanonicalJson({ ...contextOf(key), keyId });
}

function unreadable({ integrationId, name }: CredentialKey): CredentialUnreadableError {
  return new CredentialUnreadableError(
    `The secret ${name} of integration ${integrationId} was changed or moved and cannot be decrypted: store it anew`,
  );
}
