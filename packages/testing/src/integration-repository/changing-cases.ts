import { changeStoredIntegration, withConfig, withNotice, withStatus } from '@frigg-crm/core';
import { expect } from 'vitest';
import { createVirtualClock } from '../clock/virtual-clock.ts';
import { expectCode } from '../process-repository/expect-code.ts';
import { anIntegration, expectStored, minute } from './an-integration.ts';
import type { IntegrationCase } from './integration-case.ts';

export const changingCases: readonly IntegrationCase[] = [
  {
    title: 'loses nothing of twenty changes that are made at the same time',
    run: async ({ integrations, open }) => {
      await integrations.create(anIntegration('i1'));
      const clock = createVirtualClock();
      await clock.advance(60_000);
      const keys = Array.from({ length: 20 }, (_, index) => `key ${index}`);
      const changed = await Promise.all(
        keys.map(async (key) =>
          changeStoredIntegration({ integrations: open(), clock }, 'i1', (stored) =>
            withConfig(
              withNotice(
                { ...stored, failedAttempts: stored.failedAttempts + 1 },
                { level: 'warning', code: key, text: key, at: minute(1) },
              ),
              { [key]: true, nested: { [key]: 1 } },
            ),
          ),
        ),
      );
      expect(changed.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual(keys.map((_, index) => index + 1));
      const stored = await integrations.findById('i1');
      expect(stored).toMatchObject({ version: 20, failedAttempts: 20, updatedAt: minute(1) });
      expect(Object.keys(stored?.config ?? {}).toSorted()).toEqual([...keys, 'nested'].toSorted());
      expect(Object.keys(stored?.config['nested'] ?? {}).toSorted()).toEqual(keys.toSorted());
      expect(stored?.messages.map(({ code }) => code).toSorted()).toEqual(keys.toSorted());
    },
  },
  {
    title: 'stores nothing for a change that changes nothing, that is refused, or that comes when the integration is gone',
    run: async ({ integrations }) => {
      const integration = anIntegration('i1', { status: 'IN_DELETION' });
      await integrations.create(integration);
      const wiring = { integrations, clock: createVirtualClock() };
      expect(await changeStoredIntegration(wiring, 'i1', (stored) => stored)).toStrictEqual(integration);
      await expectCode(
        changeStoredIntegration(wiring, 'i1', (stored) => withStatus(stored, 'ENABLED')),
        'ILLEGAL_STATUS',
      );
      await expectStored(integrations, integration);
      await expectCode(
        changeStoredIntegration(wiring, 'i2', (stored) => ({ ...stored })),
        'INTEGRATION_NOT_FOUND',
      );
      expect(await integrations.find({})).toStrictEqual([integration]);
    },
  },
];
