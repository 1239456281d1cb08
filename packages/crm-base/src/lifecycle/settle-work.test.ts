import { TEST_START_MS } from '@frigg-crm/testing';
import type { Integration, IntegrationMessage } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIFECYCLE_DEFAULTS } from './lifecycle-settings.ts';
import { backOffMs, isDue, settleWork, type FinishedWork } from './settle-work.ts';
import type { IntegrationIssue } from './integration-issue.ts';

const NOW_MS = TEST_START_MS;
const CLAIMED_UNTIL = toIso(NOW_MS + 1000);

function anIntegration(changes: Partial<Integration> = {}): Integration {
  const at = toIso(NOW_MS);
  const base = {
    id: 'i1',
    userId: 'u1',
    connector: 'acme',
    config: {},
    messages: [],
    lookupKeys: [],
    createdAt: at,
    updatedAt: at,
    version: 1,
  };
  return { ...base, status: 'ENABLED', setUpAt: null, dueAt: CLAIMED_UNTIL, failedAttempts: 0, ...changes };
}

function finished(changes: Partial<FinishedWork> = {}): FinishedWork {
  return { claimedUntil: CLAIMED_UNTIL, issues: [], phoneIds: undefined, isLeftOver: false, nowMs: NOW_MS, ...changes };
}

const settle = (integration: Integration, work: FinishedWork): Integration => settleWork(integration, work, LIFECYCLE_DEFAULTS);
const fatal: IntegrationIssue = { code: 'QUO_WEBHOOKS_FAILED', level: 'warning', text: 'no', isFatal: true };
const accountError: IntegrationMessage = { level: 'error', code: 'CRM_ACCOUNT', text: 'log in again', at: toIso(NOW_MS) };

describe('the end of a work on an integration', () => {
  it('leaves one that is being deleted as it is', () => {
    const integration = anIntegration({ status: 'IN_DELETION' });
    expect(settle(integration, finished({ issues: [fatal] }))).toBe(integration);
  });

  it('lets stand what others have decided about the next look', () => {
    const switchedOff = anIntegration({ status: 'DISABLED', dueAt: null });
    expect(settle(switchedOff, finished())).toMatchObject({ status: 'DISABLED', dueAt: null, setUpAt: toIso(NOW_MS) });
    const changed = anIntegration({ dueAt: toIso(NOW_MS - 5) });
    expect(settle(changed, finished({ issues: [fatal] })).dueAt).toBe(toIso(NOW_MS - 5));
  });

  it('looks again before a webhook expires, when that is sooner than the next check, and never in a loop', () => {
    const dueIn = (checkBy: string | undefined): number => Date.parse(settle(anIntegration(), finished({ checkBy })).dueAt ?? '') - NOW_MS;
    const { checkEveryMs } = LIFECYCLE_DEFAULTS;
    const later = [undefined, toIso(NOW_MS + 2 * checkEveryMs)].map(dueIn);
    expect(later).toEqual([checkEveryMs, checkEveryMs]);
    expect([toIso(NOW_MS + 1_800_000), toIso(NOW_MS - 1)].map(dueIn)).toEqual([1_800_000, 60_000]);
  });

  it('keeps an error that others have found, and ends one of its own', () => {
    const messages = [accountError, { ...accountError, code: 'QUO_KEY_REFUSED' }];
    expect(settle(anIntegration({ status: 'ERROR', messages }), finished())).toMatchObject({ status: 'ERROR', messages: [accountError] });
    expect(settle(anIntegration({ status: 'ERROR', messages: messages.slice(1) }), finished())).toMatchObject({
      status: 'ENABLED',
      messages: [],
    });
  });

  it('keeps the time of the first set-up', () => {
    const setUpAt = toIso(NOW_MS - 86_400_000);
    expect(settle(anIntegration({ setUpAt, failedAttempts: 3 }), finished())).toMatchObject({ setUpAt, failedAttempts: 0 });
    expect(settle(anIntegration({ setUpAt }), finished({ issues: [fatal] }))).toMatchObject({ setUpAt, failedAttempts: 1 });
  });

  it('looks again at once when other numbers were selected meanwhile, and soon when something was left over', () => {
    const integration = anIntegration({ config: { enabledPhoneIds: ['PN2', 'PN1'] } });
    expect(settle(integration, finished({ phoneIds: ['PN1', 'PN2'] })).dueAt).toBe(toIso(NOW_MS + LIFECYCLE_DEFAULTS.checkEveryMs));
    expect(settle(integration, finished({ phoneIds: ['PN1'] })).dueAt).toBe(toIso(NOW_MS));
    expect(settle(integration, finished({ isLeftOver: true })).dueAt).toBe(toIso(NOW_MS + LIFECYCLE_DEFAULTS.checkSoonMs));
  });

  it('never looks again sooner than it was asked to wait, nor later than in a day', () => {
    const issue = fc.record({
      code: fc.constantFrom('QUO_WEBHOOKS_FAILED' as const, 'CRM_WEBHOOKS_FAILED' as const),
      level: fc.constant('warning' as const),
      text: fc.string(),
      isFatal: fc.boolean(),
      waitMs: fc.integer({ min: 0, max: 900_000 }),
      isNoAttempt: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(issue, { minLength: 1, maxLength: 4 }), fc.nat(200), (issues, failedAttempts) => {
        const settled = settle(anIntegration({ failedAttempts }), finished({ issues }));
        const pauseMs = Date.parse(settled.dueAt ?? '') - NOW_MS;
        expect(pauseMs).toBeGreaterThanOrEqual(Math.max(...issues.map(({ waitMs }) => waitMs)));
        expect(pauseMs).toBeLessThanOrEqual(LIFECYCLE_DEFAULTS.checkEveryMs);
        expect(settled.setUpAt === null).toBe(issues.some(({ isFatal }) => isFatal));
      }),
      { numRuns: 200 },
    );
  });

  it('waits half a minute after the first failure, twice as long each time, an hour at most', () => {
    expect([0, 1, 2, 3, 7, 8, 9, 1_000_000].map(backOffMs)).toEqual([
      30_000, 30_000, 60_000, 120_000, 1_920_000, 3_600_000, 3_600_000, 3_600_000,
    ]);
  });

  it('is due at its moment and after, and never without one', () => {
    const at = (dueAt: string | null): boolean => isDue(anIntegration({ dueAt }), NOW_MS);
    expect([at(toIso(NOW_MS)), at(toIso(NOW_MS - 1)), at(toIso(NOW_MS + 1)), at(null)]).toEqual([true, true, false, false]);
  });
});
