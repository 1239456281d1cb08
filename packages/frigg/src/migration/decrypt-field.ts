import { createDecipheriv } from 'node:crypto';
import { CredentialUnreadableError } from '@frigg-crm/core';

/** Opens the data keys of Frigg's fields. */
export interface FriggKeys {
  /**
   * @param keyId - Of the master key: an ARN of KMS, or the name of an AES key.
   * @param wrapped - The data key as it is stored: a `CiphertextBlob` of KMS, or the text that {@link createAesFriggKeys} opens.
   * @returns the data key: 32 bytes.
   */
  unwrap(keyId: string, wrapped: Uint8Array): Promise<Uint8Array>;
}

/**
 * Opens what Frigg has encrypted with `AES_KEY`, for apps without KMS.
 * @param keys - By the id of each, `AES_KEY_ID` and `DEPRECATED_AES_KEY_ID`: texts of 32 bytes.
 */
export function createAesFriggKeys(keys: Readonly<Record<string, string>>): FriggKeys {
  return {
    async unwrap(keyId, wrapped) {
      const key = Object.hasOwn(keys, keyId) ? keys[keyId] : undefined;
      if (key === undefined)
        throw new CredentialUnreadableError(`A field of Frigg is encrypted with a key that is not given: give the key ${keyId}`);
      const [iv = '', cipher = ''] = Buffer.from(wrapped).toString('utf8').split(':');
      return decipher({ iv, cipher, key: Buffer.from(key, 'utf8') });
    },
  };
}

/** `base64(key id) : iv : cipher : base64(wrapped data key)`; the middle parts are hexadecimal. */
const ENCRYPTED = /^([A-Za-z0-9+/]+={0,2}):([0-9a-f]{32}):([0-9a-f]*):([A-Za-z0-9+/]+={0,2})$/;

/** @returns whether a field is in the form that Frigg's encryption writes. */
export function isEncryptedByFrigg(field: unknown): field is string {
  return typeof field === 'string' && ENCRYPTED.test(field);
}

/**
 * Reads a field of Frigg's tables. One that is not in the encrypted form is returned as it is: old rows are plain.
 * @throws {CredentialUnreadableError} when it cannot be opened with these keys. What is opened with a wrong key cannot be
 * recognised by the form: Frigg's encryption has no checksum.
 */
export async function decryptFriggField(field: unknown, keys: FriggKeys): Promise<unknown> {
  if (!isEncryptedByFrigg(field)) return field;
  const [, id = '', iv = '', cipher = '', wrapped = ''] = ENCRYPTED.exec(field) ?? [];
  const keyId = Buffer.from(id, 'base64').toString('utf8');
  const key = await keys.unwrap(keyId, Buffer.from(wrapped, 'base64'));
  return toText(decipher({ iv, cipher, key }));
}

function toText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CredentialUnreadableError('A field of Frigg was encrypted with another key than the one that is given', { cause });
  }
}

function decipher({ iv, cipher, key }: { readonly iv: string; readonly cipher: string; readonly key: Uint8Array }): Buffer {
  try {
    const opened = createDecipheriv('aes-256-ctr', key, Buffer.from(iv, 'hex'));
    return Buffer.concat([opened.update(Buffer.from(cipher, 'hex')), opened.final()]);
  } catch (cause) {
    throw new CredentialUnreadableError('A field of Frigg cannot be opened: its key or its form is wrong', { cause });
  }
}
