import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { readLocalKeys } from './read-local-keys.ts';

it('makes a key that it accepts, in the way that it says', () => {
  let message = '';
  try {
    readLocalKeys({});
  } catch (error) {
    message = String(error);
  }
  const [, script] = /node -p "([^"]+)"/.exec(message) ?? [];
  const key = execFileSync(process.execPath, ['-p', String(script)], { encoding: 'utf8' });
  expect(readLocalKeys({ FRIGG_CRM_VAULT_KEY: key }).currentKeyId).toBe('k1');
});
