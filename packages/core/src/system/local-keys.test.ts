import { expect, it } from 'vitest';
import { createLocalKeys, type LocalKey } from './local-keys.ts';

const aKey = (id: string, fill: number, length = 32): LocalKey => ({ id, key: new Uint8Array(length).fill(fill) });
const CONTEXT = { integrationId: 'i-1', name: 'oauth' };

it('unwraps the data key that it has wrapped, each of them another one', async () => {
  const keys = createLocalKeys({ current: aKey('k1', 1) });
  const [first, second] = [await keys.generateDataKey(CONTEXT), await keys.generateDataKey(CONTEXT)];
  expect(first.keyId).toBe('k1');
  expect(first.plaintext).toHaveLength(32);
  expect(first.plaintext).not.toEqual(second.plaintext);
  expect(await keys.unwrapDataKey(first, CONTEXT)).toEqual(first.plaintext);
  expect(await keys.unwrapDataKey(second, { name: 'oauth', integrationId: 'i-1' })).toEqual(second.plaintext);
});

it('does not unwrap for another context, under another key of the same id, or without the key', async () => {
  const key = await createLocalKeys({ current: aKey('k1', 1) }).generateDataKey(CONTEXT);
  const refused = { code: 'CREDENTIAL_UNREADABLE' };
  await expect(createLocalKeys({ current: aKey('k1', 1) }).unwrapDataKey(key, { ...CONTEXT, name: 'quo' })).rejects.toMatchObject(refused);
  await expect(createLocalKeys({ current: aKey('k1', 2) }).unwrapDataKey(key, CONTEXT)).rejects.toMatchObject(refused);
  await expect(createLocalKeys({ current: aKey('k2', 1) }).unwrapDataKey(key, CONTEXT)).rejects.toMatchObject(refused);
  const renamed = createLocalKeys({ current: aKey('k2', 1), previous: [aKey('k1', 1)] });
  await expect(renamed.unwrapDataKey({ ...key, keyId: 'k2' }, CONTEXT)).rejects.toMatchObject(refused);
  expect(await renamed.unwrapDataKey(key, CONTEXT)).toEqual(key.plaintext);
});

it.each([
  ['of 31 bytes', { current: aKey('k1', 1, 31) }],
  ['without an id', { current: aKey('', 1) }],
  ['of which a previous one is too long', { current: aKey('k1', 1), previous: [aKey('k0', 1, 33)] }],
  ['of which two have one id', { current: aKey('k1', 1), previous: [aKey('k1', 2)] }],
])('refuses master keys %s', (_what, options) => {
  expect(() => createLocalKeys(options)).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
});

it('keeps its own copy of a key, so that the caller may overwrite theirs', async () => {
  const current = aKey('k1', 1);
  const keys = createLocalKeys({ current });
  current.key.fill(0);
  const key = await keys.generateDataKey(CONTEXT);
  expect(await createLocalKeys({ current: aKey('k1', 1) }).unwrapDataKey(key, CONTEXT)).toEqual(key.plaintext);
});
