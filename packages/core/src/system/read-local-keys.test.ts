import { expect, it } from 'vitest';
import { createLocalKeys } from './local-keys.ts';
import { readLocalKeys, type LocalKeysEnvironment } from './read-local-keys.ts';

const base64 = (fill: number, length = 32): string => Buffer.alloc(length, fill).toString('base64');
const CONTEXT = { integrationId: 'i-1', name: 'oauth' };

function messageOf(env: LocalKeysEnvironment): string {
  let refusal: unknown;
  try {
    readLocalKeys(env);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toMatchObject({ code: 'CONFIGURATION_INVALID', retryable: false });
  return (refusal as Error).message;
}

it('reads the current key and those before, with spaces around them', async () => {
  const keys = readLocalKeys({
    FRIGG_CRM_VAULT_KEY: ` k3:${base64(3)}\n`,
    FRIGG_CRM_VAULT_PREVIOUS_KEYS: ` k2:${base64(2)} , k1:${base64(1)},`,
  });
  expect(keys.currentKeyId).toBe('k3');
  const old = await createLocalKeys({ current: { id: 'k1', key: new Uint8Array(32).fill(1) } }).generateDataKey(CONTEXT);
  expect(await keys.unwrapDataKey(old, CONTEXT)).toEqual(old.plaintext);
});

it.each([{}, { FRIGG_CRM_VAULT_KEY: '  ' }])('says how to make a key when there is none: %j', (env) => {
  expect(messageOf(env)).toMatch(/FRIGG_CRM_VAULT_KEY is not set.*node -p.*openssl rand/);
});

it.each([
  ['without an id', base64(7)],
  ['with an odd id', `my key:${base64(7)}`],
  ['that is too short', `k1:${base64(7, 31)}`],
  ['that is too long', `k1:${base64(7, 33)}`],
  ['that is not base64', `k1:${base64(7).replace('B', '?')}`],
  ['that was cut', `k1:${base64(7).slice(0, -1)}`],
])('refuses a key %s, and does not quote it', (_what, key) => {
  const message = messageOf({ FRIGG_CRM_VAULT_KEY: key });
  expect(message).toContain('FRIGG_CRM_VAULT_KEY cannot be read');
  expect(message).not.toContain(base64(7).slice(0, 12));
  const previous = messageOf({ FRIGG_CRM_VAULT_KEY: `k9:${base64(9)}`, FRIGG_CRM_VAULT_PREVIOUS_KEYS: key });
  expect(previous).toContain('FRIGG_CRM_VAULT_PREVIOUS_KEYS cannot be read');
  expect(previous).not.toContain(base64(7).slice(0, 12));
});
