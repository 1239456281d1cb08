import type { Integration } from '@frigg-crm/core';
import { expect } from 'vitest';
import { ODD_IDS } from '../mapping-repository/odd-ids.ts';
import { expectCode } from '../process-repository/expect-code.ts';
import { anIntegration, expectStored, idsFound, minute } from './an-integration.ts';
import type { IntegrationCase } from './integration-case.ts';

/** An integration with something in every field. */
const FULL: Integration = anIntegration('integration 😀 "1"', {
  userId: 'user-É-用户',
  connector: 'zoho',
  status: 'NEEDS_CONFIG',
  config: { enabledPhoneIds: ['PN1', 'PN2'], 'a.b': { $set: null, '': [1, 1e21, 0.1] }, emoji: '👩🏽‍🚒' },
  messages: [{ level: 'error', code: 'QUO_KEY_REFUSED', text: 'Quo refuses the API key: enter another one', at: minute(3) }],
  lookupKeys: ['zoho/123/5', "zoho/O'Brien", 'zoho/😀'],
  setUpAt: minute(4),
  dueAt: minute(5),
  failedAttempts: 3,
  updatedAt: '2026-02-28T23:59:59.999Z',
  version: 41,
});

export const keepingCases: readonly IntegrationCase[] = [
  {
    title: 'reads every field back as it was created and as it was saved',
    run: async ({ integrations, open }) => {
      await integrations.create(FULL);
      await expectStored(open(), FULL);
      const saved = await open().save({ ...anIntegration(FULL.id), version: 41 });
      expect(saved).toStrictEqual(anIntegration(FULL.id, { version: 42 }));
      await expectStored(integrations, saved);
      expect(await integrations.findById('missing')).toBeUndefined();
      expect(await integrations.findById('')).toBeUndefined();
    },
  },
  {
    title: 'refuses an id that is taken, and keeps who has it',
    run: async ({ integrations, open }) => {
      await integrations.create(anIntegration('i1', { userId: 'first' }));
      await expectCode(open().create(anIntegration('i1', { userId: 'second' })), 'INTEGRATION_EXISTS');
      await expectStored(integrations, anIntegration('i1', { userId: 'first' }));
    },
  },
  {
    title: 'creates an integration once when several programs do so at the same time',
    run: async ({ open }) => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, async (_, program) => open().create(anIntegration('i1', { failedAttempts: program }))),
      );
      const codes = outcomes.map((outcome) =>
        outcome.status === 'rejected' ? String((outcome.reason as { code?: string }).code) : 'created',
      );
      expect(codes.toSorted()).toEqual([...Array.from({ length: 7 }, () => 'INTEGRATION_EXISTS'), 'created']);
      expect((await open().findById('i1'))?.failedAttempts).toBe(codes.indexOf('created'));
    },
  },
  {
    title: 'refuses a save of another version than the stored one, and of what is gone',
    run: async ({ integrations, open }) => {
      const integration = anIntegration('i1');
      await integrations.create(integration);
      const saved = await open().save({ ...integration, status: 'PROCESSING' });
      await expectCode(integrations.save({ ...integration, status: 'DISABLED' }), 'DOCUMENT_CONFLICT');
      await expectStored(integrations, saved);
      await integrations.deleteById('i1');
      await expectCode(integrations.save(saved), 'DOCUMENT_CONFLICT');
      expect(await idsFound(integrations)).toEqual([]);
    },
  },
  {
    title: 'deletes one integration and nothing else, and is content when it is gone',
    run: async ({ integrations, open }) => {
      for (const id of ['i1', 'i10', 'I1']) await integrations.create(anIntegration(id, { lookupKeys: ['key'] }));
      for (let times = 0; times < 2; times += 1) await open().deleteById('i1');
      await integrations.deleteById('');
      expect(await idsFound(integrations)).toEqual(['I1', 'i10']);
      expect(await integrations.findByLookupKey('key')).toHaveLength(2);
      await integrations.create(anIntegration('i1'));
    },
  },
  {
    title: 'takes ids, users, connectors and lookup keys of any form literally',
    run: async ({ integrations }) => {
      const ids = ODD_IDS.filter((id) => id !== '');
      for (const id of ids) await integrations.create(anIntegration(id, { userId: id, connector: id, lookupKeys: [id] }));
      for (const id of ids) {
        expect((await integrations.findById(id))?.userId).toBe(id);
        expect(await idsFound(integrations, { userId: id })).toEqual([id]);
        expect(await idsFound(integrations, { connector: id })).toEqual([id]);
        expect((await integrations.findByLookupKey(id)).map((found) => found.id)).toEqual([id]);
      }
      expect(await idsFound(integrations)).toEqual(ids);
    },
  },
  {
    title: 'rejects with the reason of a signal that is aborted already, and does nothing',
    run: async ({ integrations }) => {
      const integration = anIntegration('i1', { dueAt: minute(0) });
      await integrations.create(integration);
      const reason = new Error('the user closed the window');
      const signal = AbortSignal.abort(reason);
      const calls = [
        integrations.create(anIntegration('i2'), { signal }),
        integrations.findById('i1', { signal }),
        integrations.find({ signal }),
        integrations.find({ limit: 0, signal }),
        integrations.findByLookupKey('key', { signal }),
        integrations.findDue({ before: minute(1), limit: 1, signal }),
        integrations.save({ ...integration, status: 'ERROR' }, { signal }),
        integrations.deleteById('i1', { signal }),
      ];
      for (const call of await Promise.allSettled(calls)) expect(call).toEqual({ status: 'rejected', reason });
      expect(await integrations.find({})).toStrictEqual([integration]);
    },
  },
];
