import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StoredDocument } from '../domain/documents/stored-document.ts';
import type { JsonObject } from '../domain/json.ts';
import type { CredentialVault } from '../ports/credential-vault.ts';
import { createLocalKeys } from '../system/local-keys.ts';
import { createFakeKms } from '../test-support/fake-kms.ts';
import { createInMemoryDocuments, type InMemoryDocuments } from '../test-support/in-memory-documents.ts';
import { CREDENTIALS, createCredentialVault } from './document-credential-vault.ts';

const masterKey = (id: string): { id: string; key: Uint8Array } => ({ id, key: new Uint8Array(32).fill(id.charCodeAt(1)) });
const keysOf = (current: string, ...previous: readonly string[]) =>
  createLocalKeys({ current: masterKey(current), previous: previous.map(masterKey) });
const KEY = { integrationId: 'i-1', name: 'oauth' };
const VALUE = { accessToken: 'at-SECRET-1', nested: { list: [1, null, 'büro 🎈'] } };
const UNREADABLE = { code: 'CREDENTIAL_UNREADABLE', retryable: false };

function setUp(): { documents: InMemoryDocuments; vault: CredentialVault } {
  const documents = createInMemoryDocuments();
  return { documents, vault: createCredentialVault({ documents, keys: keysOf('k1') }) };
}

async function stored(documents: InMemoryDocuments, integrationId = KEY.integrationId, id = KEY.name): Promise<StoredDocument> {
  const document = await documents.find({ collection: CREDENTIALS, integrationId, id });
  if (document === undefined) throw new Error('nothing is stored');
  return document;
}

it('stores nothing of the secret in plain sight, and never the same bytes twice', async () => {
  const { documents, vault } = setUp();
  await vault.write({ ...KEY, value: VALUE, expectedVersion: undefined });
  const first = await stored(documents);
  await vault.write({ ...KEY, value: VALUE, expectedVersion: 0 });
  const second = await stored(documents);
  expect(documents.texts().join()).not.toMatch(/SECRET|accessToken|büro/);
  expect(Object.keys(first.value)).toEqual(['v', 'keyId', 'wrappedKey', 'nonce', 'sealed']);
  expect(first.tags).toEqual(['key:k1']);
  for (const field of ['wrappedKey', 'nonce', 'sealed']) expect(second.value[field]).not.toBe(first.value[field]);
});

it('does not read a secret of which any bit was changed, and says nothing of it', async () => {
  const { documents, vault } = setUp();
  await vault.write({ ...KEY, value: VALUE, expectedVersion: undefined });
  const document = await stored(documents);
  const fields = ['keyId', 'wrappedKey', 'nonce', 'sealed'] as const;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...fields), fc.nat(), fc.nat({ max: 6 }), async (field, at, bit) => {
      const text = Buffer.from(document.value[field] as string, 'latin1');
      const index = at % text.length;
      text.writeUInt8(text.readUInt8(index) ^ (1 << bit), index);
      documents.put({ ...document, value: { ...document.value, [field]: text.toString('latin1') } });
      const error: unknown = await vault.read(KEY).catch((reason: unknown) => reason);
      expect(error).toMatchObject(UNREADABLE);
      expect(inspect(error)).not.toMatch(/SECRET|accessToken/);
    }),
    { numRuns: 500 },
  );
});

it.each<[string, JsonObject]>([
  ['of another format', { v: 2 }],
  ['with a field too many', { more: 'x' }],
  ['with a nonce that is a number', { nonce: 7 }],
  ['with an empty key', { wrappedKey: '' }],
  ['with nothing sealed', { sealed: '' }],
])('does not read a secret %s', async (_what, change) => {
  const { documents, vault } = setUp();
  await vault.write({ ...KEY, value: VALUE, expectedVersion: undefined });
  const document = await stored(documents);
  documents.put({ ...document, value: { ...document.value, ...change } });
  await expect(vault.read(KEY)).rejects.toMatchObject(UNREADABLE);
});

it.each([
  ['another integration', { integrationId: 'i-2', name: 'oauth' }],
  ['another name', { integrationId: 'i-1', name: 'quo' }],
])('does not read a secret that was moved to %s', async (_where, elsewhere) => {
  const { documents, vault } = setUp();
  await vault.write({ ...KEY, value: VALUE, expectedVersion: undefined });
  documents.put({ ...(await stored(documents)), integrationId: elsewhere.integrationId, id: elsewhere.name });
  await expect(vault.read(elsewhere)).rejects.toMatchObject(UNREADABLE);
  expect((await vault.read(KEY))?.value).toEqual(VALUE);
});

it('does not read parts of two secrets that were put together', async () => {
  const { documents, vault } = setUp();
  await vault.write({ ...KEY, value: VALUE, expectedVersion: undefined });
  const old = await stored(documents);
  await vault.write({ ...KEY, value: { accessToken: 'other' }, expectedVersion: 0 });
  const { nonce, sealed } = old.value as { nonce: string; sealed: string };
  documents.put({ ...old, value: { ...(await stored(documents)).value, nonce, sealed } });
  await expect(vault.read(KEY)).rejects.toMatchObject(UNREADABLE);
});

it('reads what is under a previous key, and nothing when that is missing', async () => {
  const { documents, vault } = setUp();
  await vault.write({ ...KEY, value: VALUE, expectedVersion: undefined });
  expect((await createCredentialVault({ documents, keys: keysOf('k2', 'k1') }).read(KEY))?.value).toEqual(VALUE);
  await expect(createCredentialVault({ documents, keys: keysOf('k2') }).read(KEY)).rejects.toMatchObject(UNREADABLE);
});

it('goes on with the rotation behind secrets that cannot be read, over many pages, and finds the rest next time', async () => {
  const documents = createInMemoryDocuments();
  const lost = createCredentialVault({ documents, keys: keysOf('k0') });
  const old = createCredentialVault({ documents, keys: keysOf('k1') });
  const names = Array.from({ length: 150 }, (_, index) => `i-${String(index).padStart(3, '0')}`);
  for (const integrationId of names) await lost.write({ integrationId, name: 'a', value: VALUE, expectedVersion: undefined });
  for (const integrationId of names) await old.write({ integrationId, name: 'b', value: { integrationId }, expectedVersion: undefined });
  const vault = createCredentialVault({ documents, keys: keysOf('k2', 'k1') });
  expect(await vault.rotate({ limit: 100 })).toEqual({ rotated: 100, unreadable: 100 });
  expect(await vault.rotate({ limit: 100 })).toEqual({ rotated: 50, unreadable: 150 });
  expect(await vault.rotate({ limit: 100 })).toEqual({ rotated: 0, unreadable: 150 });
  const withoutOld = createCredentialVault({ documents, keys: keysOf('k2') });
  for (const integrationId of names) expect((await withoutOld.read({ integrationId, name: 'b' }))?.value).toEqual({ integrationId });
  expect(await documents.query({ collection: CREDENTIALS, tag: 'key:k2', limit: 1000 })).toHaveLength(150);
});

it('leaves alone what another program writes during the rotation', async () => {
  const { documents, vault } = setUp();
  await vault.write({ ...KEY, value: VALUE, expectedVersion: undefined });
  const renewed = createCredentialVault({ documents, keys: keysOf('k2', 'k1') });
  documents.beforeSave = async () => {
    documents.beforeSave = () => {};
    await renewed.write({ ...KEY, value: { accessToken: 'newer' }, expectedVersion: 0 });
  };
  expect(await renewed.rotate({ limit: 10 })).toEqual({ rotated: 0, unreadable: 0 });
  expect((await renewed.read(KEY))?.value).toEqual({ accessToken: 'newer' });
});

it('stops the rotation when its signal is aborted, and when the store fails', async () => {
  const { documents, vault } = setUp();
  await vault.write({ ...KEY, value: VALUE, expectedVersion: undefined });
  const renewed = createCredentialVault({ documents, keys: keysOf('k2', 'k1') });
  const reason = new Error('stop');
  await expect(renewed.rotate({ limit: 10, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  documents.beforeSave = () => {
    throw reason;
  };
  await expect(renewed.rotate({ limit: 10 })).rejects.toBe(reason);
});

it('removes all secrets of an integration, however many, and no other', async () => {
  const { documents, vault } = setUp();
  for (let index = 0; index < 250; index += 1) {
    await vault.write({ integrationId: 'i-1', name: `n-${index}`, value: {}, expectedVersion: undefined });
  }
  await vault.write({ integrationId: 'i-10', name: 'n-1', value: VALUE, expectedVersion: undefined });
  await vault.removeAll('i-1');
  expect(documents.texts()).toHaveLength(1);
  expect((await vault.read({ integrationId: 'i-10', name: 'n-1' }))?.value).toEqual(VALUE);
});

it('works with a key service that keeps its keys to itself, as AWS KMS does: one call per read or write', async () => {
  const documents = createInMemoryDocuments();
  const kms = createFakeKms('arn:aws:kms:eu-central-1:111122223333:key/1234');
  const vault = createCredentialVault({ documents, keys: kms });
  await vault.write({ ...KEY, value: VALUE, expectedVersion: undefined });
  expect((await vault.read(KEY))?.value).toEqual(VALUE);
  expect(kms.calls).toEqual(['GenerateDataKey', 'Decrypt']);
  const other = createCredentialVault({ documents, keys: createFakeKms('arn:aws:kms:eu-central-1:111122223333:key/5678') });
  await expect(other.read(KEY)).rejects.toMatchObject(UNREADABLE);
});
