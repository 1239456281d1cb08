import { ConfigurationError } from '../errors/configuration-error.ts';
import type { KeyService } from '../ports/key-service.ts';
import { fromBase64 } from './base64.ts';
import { createLocalKeys, type LocalKey } from './local-keys.ts';
import { KEY_LENGTH } from './sealed-bytes.ts';

const CURRENT = 'FRIGG_CRM_VAULT_KEY';
const PREVIOUS = 'FRIGG_CRM_VAULT_PREVIOUS_KEYS';
const KEY_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** What the environment says of master keys. */
export interface LocalKeysEnvironment {
  /** The current one: `<id>:<base64 of 32 bytes>`. */
  readonly [CURRENT]?: string | undefined;
  /** Those before, in the same form, separated by commas. */
  readonly [PREVIOUS]?: string | undefined;
}

/**
 * Makes a key service from `FRIGG_CRM_VAULT_KEY` and `FRIGG_CRM_VAULT_PREVIOUS_KEYS`.
 * @throws {ConfigurationError} saying how to make a key; it never quotes one.
 */
export function readLocalKeys(env: LocalKeysEnvironment): KeyService {
  const current = env[CURRENT]?.trim() ?? '';
  if (current === '') throw new ConfigurationError(`${CURRENT} is not set; ${HOW_TO_MAKE_ONE}`);
  const previous = (env[PREVIOUS] ?? '').split(',').filter((text) => text.trim() !== '');
  return createLocalKeys({ current: readKey(current, CURRENT), previous: previous.map((text) => readKey(text, PREVIOUS)) });
}

const HOW_TO_MAKE_ONE = [
  'a key is <id>:<base64 of 32 random bytes>. Make one with',
  `node -p "'k1:' + crypto.randomBytes(32).toString('base64')"`,
  'or with: echo "k1:$(openssl rand -base64 32)"',
].join(' ');

function readKey(text: string, name: string): LocalKey {
  const [, id = '', encoded = ''] = /^([^:]*):(.*)$/s.exec(text.trim()) ?? [];
  const key = fromBase64(encoded);
  if (!KEY_ID.test(id) || key?.length !== KEY_LENGTH) throw new ConfigurationError(`${name} cannot be read: ${HOW_TO_MAKE_ONE}`);
  return { id, key };
}
