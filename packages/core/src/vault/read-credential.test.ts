import { expect, it } from 'vitest';
import * as z from 'zod';
import type { Credential } from '../ports/credential-vault.ts';
import { readCredential } from './read-credential.ts';

const key = { integrationId: 'i1', name: 'crm' };
const schema = z.object({ apiKey: z.string() });
const vaultWith = (value: Credential['value'] | undefined) => ({
  read: async (): Promise<Credential | undefined> => (value === undefined ? undefined : { ...key, value, version: 3 }),
});

it('returns a secret with the types of its schema, and none when there is none', async () => {
  const secret = await readCredential(vaultWith({ apiKey: 'k' }), key, { schema });
  const apiKey: string | undefined = secret?.value.apiKey;
  expect([apiKey, secret?.version]).toEqual(['k', 3]);
  expect(await readCredential(vaultWith(undefined), key, { schema })).toBeUndefined();
});

it('refuses a secret of another shape, and does not quote it', async () => {
  const error: unknown = await readCredential(vaultWith({ token: 's3cret' }), key, { schema }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'CREDENTIAL_UNREADABLE' });
  expect(String(error)).not.toContain('s3cret');
});
