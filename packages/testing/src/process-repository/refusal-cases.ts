import { toProcessId, type JsonObject, type Process } from '@frigg-crm/core';
import { expect } from 'vitest';
import { aProcess } from '../process/a-process.ts';
import type { ContractCase, StoreUnderTest } from './contract-case.ts';
import { expectCode } from './expect-code.ts';

/** Expects both ways of storing to refuse the overrides, and to leave everything as it was. */
async function expectRefused({ repository }: StoreUnderTest, overrides: Partial<Process>): Promise<void> {
  const kept = aProcess({ id: toProcessId('kept') });
  await repository.deleteById(kept.id);
  await repository.create(kept);
  await expectCode(repository.create({ ...aProcess({ id: toProcessId('refused') }), ...overrides }), 'INVALID_PROCESS_DATA');
  await expectCode(repository.save({ ...kept, ...overrides, id: kept.id }), 'INVALID_PROCESS_DATA');
  expect(await repository.find({})).toStrictEqual([kept]);
}

export const refusalCases: readonly ContractCase[] = [
  {
    title: 'refuses U+0000 wherever it stands, instead of losing it',
    run: async (store) => {
      const { ledger } = aProcess();
      await expectRefused(store, { context: { deep: [{ text: 'a\u0000b' }] } });
      await expectRefused(store, { results: { 'key\u0000': 1 } });
      await expectRefused(store, { name: '\u0000' });
      await expectRefused(store, { activeKey: 'a\u0000' });
      await expectRefused(store, { ledger: { ...ledger, folded: { ...ledger.folded, opaque: ['\u0000'] } } });
    },
  },
  {
    title: 'refuses half a surrogate pair, instead of turning it into another character',
    run: async (store) => {
      await expectRefused(store, { context: { text: '\uD83D' } });
      await expectRefused(store, { results: { ['\uDE00']: 1 } });
      await expectRefused(store, { userId: '\uDE00\uD83D' });
      await expectRefused(store, { childProcesses: [toProcessId('\uD83D')] });
    },
  },
  {
    title: 'refuses what JSON would change in silence',
    run: async (store) => {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, new Date(0), new Map(), () => 1, [undefined]]) {
        await expectRefused(store, { context: { value } as unknown as JsonObject });
      }
    },
  },
  {
    title: 'refuses an object that contains itself',
    run: async (store) => {
      const context: Record<string, JsonObject> = {};
      context['self'] = context;
      await expectRefused(store, { context });
    },
  },
  {
    title: 'B86: refuses times that are not ISO 8601 in UTC with milliseconds',
    run: async (store) => {
      await expectRefused(store, { createdAt: '2026-01-05T10:00:00Z' });
      await expectRefused(store, { updatedAt: '2026-01-05T11:00:00.000+01:00' });
      await expectRefused(store, { endedAt: 'yesterday' });
    },
  },
  {
    title: 'rejects with the reason of a signal that is aborted already, and does nothing',
    run: async ({ repository }) => {
      const process = aProcess();
      await repository.create(process);
      const reason = new Error('the user closed the window');
      const options = { signal: AbortSignal.abort(reason) };
      await expect(repository.create(aProcess({ id: toProcessId('other') }), options)).rejects.toBe(reason);
      await expect(repository.save(process, options)).rejects.toBe(reason);
      await expect(repository.findById(process.id, options)).rejects.toBe(reason);
      await expect(repository.findByIds([process.id], options)).rejects.toBe(reason);
      await expect(repository.findByIds([], options)).rejects.toBe(reason);
      await expect(repository.find({}, options)).rejects.toBe(reason);
      await expect(repository.deleteById(process.id, options)).rejects.toBe(reason);
      expect(await repository.find({})).toStrictEqual([process]);
    },
  },
];
