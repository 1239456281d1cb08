import { CredentialUnreadableError, FriggCrmError, type JsonObject } from '@frigg-crm/core';
import { decryptFriggField, isEncryptedByFrigg, type FriggKeys } from './decrypt-field.ts';

/** Why something of Frigg cannot be read. */
export type UnreadableReason = 'key' | 'form';

/** A value of Frigg, or why it cannot be read. */
export type OpenedField<Value> = { readonly value: Value } | { readonly unreadable: UnreadableReason };

/** What Frigg encrypts are texts of tokens and of JSON: other characters show that the key was another one. */
const TEXT = /^[^\p{Cc}\p{Cn}\uFFFD]*$/u;

/** @returns a mapping as an object. */
export async function openMapping(mapping: unknown, keys: FriggKeys): Promise<OpenedField<JsonObject>> {
  const opened = await openText(mapping, keys);
  if ('unreadable' in opened) return opened;
  const value = typeof opened.value === 'string' ? parse(opened.value) : opened.value;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value: value as JsonObject };
  // Encryption without a checksum: what is no JSON was opened with another key.
  return { unreadable: isEncryptedByFrigg(mapping) ? 'key' : 'form' };
}

/** @returns the data of a credential, each field of which may be encrypted, and how many of them cannot be read. */
export async function openCredential(
  data: JsonObject,
  keys: FriggKeys,
): Promise<{ readonly data: JsonObject; readonly unreadable: readonly UnreadableReason[] }> {
  const unreadable: UnreadableReason[] = [];
  const entries = await Promise.all(
    Object.entries(data).map(async ([name, field]) => {
      if (!isEncryptedByFrigg(field)) return [[name, field]] as const;
      const opened = await openText(field, keys);
      if ('value' in opened) return [[name, String(opened.value)]] as const;
      unreadable.push(opened.unreadable);
      return [];
    }),
  );
  return { data: Object.fromEntries(entries.flat()) as JsonObject, unreadable };
}

async function openText(field: unknown, keys: FriggKeys): Promise<OpenedField<unknown>> {
  try {
    const value = await decryptFriggField(field, keys);
    if (isEncryptedByFrigg(field) && !TEXT.test(String(value).replaceAll(/[\n\r\t]/g, ''))) return { unreadable: 'key' };
    return { value };
  } catch (error) {
    // A service of keys that is away makes nothing unreadable.
    if (error instanceof CredentialUnreadableError || FriggCrmError.hasCode(error, 'CREDENTIAL_UNREADABLE')) return { unreadable: 'key' };
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
