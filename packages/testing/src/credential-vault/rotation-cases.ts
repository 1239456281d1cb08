import { expect } from 'vitest';
import { expectCode } from '../process-repository/expect-code.ts';
import type { CredentialVaultCase } from './credential-vault-case.ts';

const KEY = { integrationId: 'i-1', name: 'oauth' };
const keyOf = (index: number): { readonly integrationId: string; readonly name: string } => ({
  integrationId: `i-${index}`,
  name: 'oauth',
});

export const rotationCases: readonly CredentialVaultCase[] = [
  {
    title: 'reads what is under a previous master key, and nothing without that key',
    run: async ({ vault, open }) => {
      await vault.write({ ...KEY, value: { a: 1 }, expectedVersion: undefined });
      expect((await open('k2', 'k1').read(KEY))?.value).toEqual({ a: 1 });
      await expectCode(open('k2').read(KEY), 'CREDENTIAL_UNREADABLE');
    },
  },
  {
    title: 'encrypts anew under the current master key, so that the one before can go',
    run: async ({ vault, open }) => {
      for (let index = 0; index < 5; index += 1) await vault.write({ ...keyOf(index), value: { index }, expectedVersion: undefined });
      const renewed = open('k2', 'k1');
      await renewed.write({ ...keyOf(0), value: { index: 'newer' }, expectedVersion: 0 });
      expect(await renewed.rotate({ limit: 3 })).toEqual({ rotated: 3, unreadable: 0 });
      expect(await renewed.rotate({ limit: 3 })).toEqual({ rotated: 1, unreadable: 0 });
      expect(await renewed.rotate({ limit: 3 })).toEqual({ rotated: 0, unreadable: 0 });
      const values = await Promise.all([0, 1, 2, 3, 4].map(async (index) => (await open('k2').read(keyOf(index)))?.value));
      expect(values).toEqual([{ index: 'newer' }, { index: 1 }, { index: 2 }, { index: 3 }, { index: 4 }]);
    },
  },
  {
    title: 'counts what it cannot read while it rotates, leaves it as it is, and goes on with the others',
    run: async ({ vault, open }) => {
      await open('lost').write({ ...keyOf(0), value: { a: 0 }, expectedVersion: undefined });
      await vault.write({ ...keyOf(1), value: { a: 1 }, expectedVersion: undefined });
      expect(await open('k2', 'k1').rotate({ limit: 10 })).toEqual({ rotated: 1, unreadable: 1 });
      expect((await open('k2').read(keyOf(1)))?.value).toEqual({ a: 1 });
      expect(await open('k2', 'lost').read(keyOf(0))).toMatchObject({ value: { a: 0 }, version: 0 });
    },
  },
  {
    title: 'loses no write that happens while it rotates',
    run: async ({ vault, open }) => {
      await vault.write({ ...KEY, value: { count: 0 }, expectedVersion: undefined });
      const add = async (): Promise<void> => {
        for (;;) {
          const stored = await open('k2', 'k1').read(KEY);
          const value = { count: Number(stored?.value['count']) + 1 };
          const [outcome] = await Promise.allSettled([open('k2', 'k1').write({ ...KEY, value, expectedVersion: stored?.version })]);
          if (outcome.status === 'fulfilled') return;
        }
      };
      await Promise.all([...Array.from({ length: 10 }, add), open('k2', 'k1').rotate({ limit: 10 })]);
      expect((await open('k2').read(KEY))?.value).toEqual({ count: 10 });
    },
  },
  {
    title: 'refuses a limit that is no count',
    run: async ({ vault }) => {
      await expectCode(vault.rotate({ limit: -1 }), 'INVALID_PROCESS_DATA');
      await expectCode(vault.rotate({ limit: 1.5 }), 'INVALID_PROCESS_DATA');
    },
  },
];
