import { expect } from 'vitest';
import { ODD_IDS } from '../mapping-repository/odd-ids.ts';
import { expectCode } from '../process-repository/expect-code.ts';
import type { CredentialVaultCase } from './credential-vault-case.ts';

const KEY = { integrationId: 'i-1', name: 'oauth' };
const NEW = { ...KEY, expectedVersion: undefined };

export const keepingCases: readonly CredentialVaultCase[] = [
  {
    title: 'reads back in another program what was written, whatever JSON it is',
    run: async ({ vault, open }) => {
      const value = { text: 'büro 🎈 \u0000 \uD800', number: -1.5e300, nested: [null, true, {}, []], ['__proto__']: 'x', '': '' };
      expect(await vault.write({ ...NEW, value })).toEqual({ ...KEY, value, version: 0 });
      expect(await open('k1').read(KEY)).toEqual({ ...KEY, value, version: 0 });
    },
  },
  {
    title: 'keeps a secret as long as the tokens of every CRM together',
    run: async ({ vault }) => {
      const value = { accessToken: 'x'.repeat(100_000) };
      await vault.write({ ...NEW, value });
      expect((await vault.read(KEY))?.value).toEqual(value);
    },
  },
  {
    title: 'reads nothing where nothing is, and removes nothing there',
    run: async ({ vault }) => {
      await vault.remove(KEY);
      await vault.removeAll('i-1');
      expect(await vault.read(KEY)).toBeUndefined();
    },
  },
  {
    title: 'replaces a secret only for a caller that has seen its newest version',
    run: async ({ vault, open }) => {
      await vault.write({ ...NEW, value: { at: 0 } });
      expect(await open('k1').write({ ...KEY, value: { at: 1 }, expectedVersion: 0 })).toMatchObject({ version: 1 });
      await expectCode(vault.write({ ...KEY, value: { at: 'late' }, expectedVersion: 0 }), 'DOCUMENT_CONFLICT');
      await expectCode(vault.write({ ...KEY, value: { at: 'early' }, expectedVersion: 2 }), 'DOCUMENT_CONFLICT');
      await expectCode(vault.write({ ...NEW, value: { at: 'new' } }), 'DOCUMENT_CONFLICT');
      expect(await vault.read(KEY)).toEqual({ ...KEY, value: { at: 1 }, version: 1 });
    },
  },
  {
    title: 'does not restore a secret that was removed',
    run: async ({ vault }) => {
      await vault.write({ ...NEW, value: { at: 0 } });
      await vault.remove(KEY);
      await expectCode(vault.write({ ...KEY, value: { at: 1 }, expectedVersion: 0 }), 'DOCUMENT_CONFLICT');
      expect(await vault.read(KEY)).toBeUndefined();
    },
  },
  {
    title: 'lets one of twenty win who write at the same time, for each version',
    run: async ({ open }) => {
      const vaults = Array.from({ length: 20 }, () => open('k1'));
      for (const expectedVersion of [undefined, 0, 1, 2]) {
        const writes = vaults.map(async (vault, writer) => vault.write({ ...KEY, value: { writer }, expectedVersion }));
        const outcomes = await Promise.allSettled(writes);
        const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled');
        expect(winners).toHaveLength(1);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'DOCUMENT_CONFLICT', retryable: true });
        }
        expect(await vaults[0]?.read(KEY)).toEqual(winners[0]?.value);
      }
    },
  },
  {
    title: 'keeps secrets apart whose ids mean something to a database, and removes those of one integration only',
    run: async ({ vault }) => {
      const keys = ODD_IDS.filter((id) => id !== '').flatMap((id) => [
        { integrationId: id, name: 'oauth' },
        { integrationId: 'i-1', name: id },
      ]);
      for (const key of keys) await vault.write({ ...key, value: { ...key }, expectedVersion: undefined });
      await vault.remove({ integrationId: '%', name: 'oauth' });
      for (const key of keys) {
        expect((await vault.read(key))?.value).toEqual(key.integrationId === '%' ? undefined : key);
      }
      await vault.removeAll('i-1');
      for (const key of keys) {
        expect((await vault.read(key))?.value).toEqual(key.integrationId === '%' || key.integrationId === 'i-1' ? undefined : key);
      }
    },
  },
];
