import { INTEGRATION_STATUSES, type IntegrationQuery } from '@frigg-crm/core';
import { expect } from 'vitest';
import { everyPage } from '../mapping-repository/every-page.ts';
import { ODD_IDS } from '../mapping-repository/odd-ids.ts';
import { expectCode } from '../process-repository/expect-code.ts';
import { anIntegration, idsFound, minute } from './an-integration.ts';
import type { IntegrationCase } from './integration-case.ts';

const USERS = ['user-1', 'user-2'];
const CONNECTORS = ['pipedrive', 'zoho'];

export const findingCases: readonly IntegrationCase[] = [
  {
    title: 'finds by every combination of user, connector and status',
    run: async ({ integrations }) => {
      const all = USERS.flatMap((userId) =>
        CONNECTORS.flatMap((connector) =>
          INTEGRATION_STATUSES.map((status) => anIntegration(`${userId} ${connector} ${status}`, { userId, connector, status })),
        ),
      );
      for (const integration of all) await integrations.create(integration);
      for (const userId of [undefined, ...USERS, 'missing']) {
        for (const connector of [undefined, ...CONNECTORS]) {
          for (const status of [undefined, ...INTEGRATION_STATUSES]) {
            const expected = all
              .filter((one) => (userId ?? one.userId) === one.userId && (connector ?? one.connector) === one.connector)
              .filter((one) => (status ?? one.status) === one.status);
            expect(await idsFound(integrations, { userId, connector, status })).toEqual(expected.map(({ id }) => id).toSorted());
          }
        }
      }
    },
  },
  {
    title: 'returns page by page in the order of bytes, whatever the query',
    run: async ({ integrations, open }) => {
      const ids = ODD_IDS.filter((id) => id !== '');
      for (const [index, id] of ids.entries())
        await integrations.create(anIntegration(id, { userId: `user-${index % 2}`, status: index % 3 === 0 ? 'ERROR' : 'ENABLED' }));
      const pages = async (query: IntegrationQuery): Promise<readonly string[]> =>
        everyPage(async (page) => idsFound(open(), { ...query, ...page }));
      expect(await pages({})).toEqual(ids);
      expect(await pages({ userId: 'user-1' })).toEqual(ids.filter((_, index) => index % 2 === 1));
      expect(await pages({ status: 'ENABLED' })).toEqual(ids.filter((_, index) => index % 3 !== 0));
      expect(await pages({ userId: 'user-0', status: 'ERROR' })).toEqual(ids.filter((_, index) => index % 6 === 0));
      expect(await idsFound(integrations, { after: ids[3], limit: 2 })).toEqual(ids.slice(4, 6));
    },
  },
  {
    title: 'finds few among hundreds, and a hundred by default',
    run: async ({ integrations }) => {
      const ids = Array.from({ length: 240 }, (_, index) => `i${String(index).padStart(3, '0')}`);
      await Promise.all(
        ids.map(async (id) => {
          const lookupKeys = id < 'i230' ? ['company'] : [];
          return integrations.create(anIntegration(id, { lookupKeys, connector: id === 'i007' || id > 'i235' ? 'rare' : 'zoho' }));
        }),
      );
      expect(await idsFound(integrations)).toEqual(ids.slice(0, 100));
      expect(await idsFound(integrations, { limit: 1000 })).toEqual(ids);
      const rare = ['i007', 'i236', 'i237', 'i238', 'i239'];
      expect(await idsFound(integrations, { userId: 'user-1', connector: 'rare' })).toEqual(rare);
      expect(await idsFound(integrations, { userId: 'user-1', connector: 'rare', limit: 2 })).toEqual(rare.slice(0, 2));
      expect(await idsFound(integrations, { userId: 'user-1', connector: 'rare', after: 'i236', limit: 2 })).toEqual(['i237', 'i238']);
      expect(await integrations.findByLookupKey('company')).toHaveLength(230);
    },
  },
  {
    title: 'finds none for a limit of 0, and refuses limits and moments that are none',
    run: async ({ integrations }) => {
      await integrations.create(anIntegration('i1', { dueAt: minute(0) }));
      expect(await idsFound(integrations, { limit: 0 })).toEqual([]);
      expect(await integrations.findDue({ before: minute(1), limit: 0 })).toEqual([]);
      for (const limit of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        await expectCode(integrations.find({ limit }), 'INVALID_PROCESS_DATA');
        await expectCode(integrations.findDue({ before: minute(1), limit }), 'INVALID_PROCESS_DATA');
      }
      await expectCode(integrations.findDue({ before: 'yesterday', limit: 1 }), 'INVALID_PROCESS_DATA');
    },
  },
  {
    title: 'finds all that others call by a key, and none that is called by a part of it or was called so before',
    run: async ({ integrations, open }) => {
      await integrations.create(anIntegration('b', { lookupKeys: ['zoho/1', 'zoho/1', 'zoho/2'] }));
      await integrations.create(anIntegration('a', { lookupKeys: ['zoho/1'], status: 'IN_DELETION' }));
      await integrations.create(anIntegration('zoho/1', { userId: 'zoho/1', connector: 'zoho/1', lookupKeys: ['zoho/12'] }));
      const called = async (key: string): Promise<readonly string[]> => (await open().findByLookupKey(key)).map(({ id }) => id);
      expect(await called('zoho/1')).toEqual(['a', 'b']);
      expect(await called('zoho/2')).toEqual(['b']);
      for (const unknown of ['zoho', 'zoho/', 'Zoho/1', '', '%', '\u0000']) expect(await called(unknown)).toEqual([]);
      await integrations.save(anIntegration('b', { lookupKeys: ['zoho/2', 'zoho/3'] }));
      expect(await called('zoho/1')).toEqual(['a']);
      expect(await called('zoho/3')).toEqual(['b']);
    },
  },
  {
    title: 'finds those that are due at a moment or before it, the longest due first',
    run: async ({ integrations }) => {
      const dueTimes = { later: minute(3), second: minute(2), B: minute(2), first: minute(-60), never: null };
      for (const [id, dueAt] of Object.entries(dueTimes)) await integrations.create(anIntegration(id, { dueAt }));
      const due = async (before: string, limit = 10): Promise<readonly string[]> =>
        (await integrations.findDue({ before, limit })).map(({ id }) => id);
      expect(await due(minute(2))).toEqual(['first', 'B', 'second']);
      expect(await due(minute(2), 2)).toEqual(['first', 'B']);
      expect(await due('2026-01-05T12:01:59.999+02:00')).toEqual(['first']);
      await integrations.save(anIntegration('first', { dueAt: null, failedAttempts: 1 }));
      expect(await due(minute(9))).toEqual(['B', 'second', 'later']);
    },
  },
];
