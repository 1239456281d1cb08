import { createCipheriv, randomBytes } from 'node:crypto';

/** A master key of Frigg: `AES_KEY_ID` and `AES_KEY`. */
export interface FriggAesKey {
  readonly id: string;
  /** 32 bytes in UTF-8. */
  readonly key: string;
}

/** Encrypts a field as Frigg does: with a data key of its own, which travels with it under the master key. */
export function encryptAsFrigg(text: string, { id, key }: FriggAesKey): string {
  const dataKey = randomBytes(16).toString('hex');
  const wrapped = Buffer.from(encrypt(dataKey, key)).toString('base64');
  return `${Buffer.from(id).toString('base64')}:${encrypt(text, dataKey)}:${wrapped}`;
}

function encrypt(text: string, key: string): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-ctr', Buffer.from(key), iv);
  return `${iv.toString('hex')}:${Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('hex')}`;
}
