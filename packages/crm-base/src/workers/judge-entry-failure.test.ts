import { ConfigurationError } from '@frigg-crm/core';
import { toIso, type ClaimedEntry } from '@frigg-crm/core/adapter';
import { ApiRateLimitedError, ApiRefusedError, ApiUnauthorizedError, ApiUnavailableError } from '@frigg-crm/http';
import { TEST_START_MS } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { ActivityBusyError } from '../failures/activity-busy-error.ts';
import { UnknownIntegrationError } from '../failures/unknown-integration-error.ts';
import { isPoisonMessage, judgeEntryFailure } from './judge-entry-failure.ts';

const FACTS = { api: 'Fake', operation: 'POST /activities' };
const DAY_MS = 24 * 3600 * 1000;
const AWAY = new ApiUnavailableError({ ...FACTS, status: 503 });

function anEntry(changes: Partial<ClaimedEntry> = {}): ClaimedEntry {
  const key = { integrationId: 'i1', id: 'e1', connector: 'fake', kind: 'quo-event', data: {} };
  const at = toIso(TEST_START_MS);
  return { ...key, dueAt: at, acceptedAt: at, failedAttempts: 0, code: null, isOrphan: false, ...changes };
}

function judge(error: unknown, { ageMs = 0, ...entry }: Partial<ClaimedEntry> & { readonly ageMs?: number } = {}): unknown {
  return judgeEntryFailure(anEntry(entry), error, { nowMs: TEST_START_MS + ageMs, random: () => 0.5 });
}

describe('an entry that could not be worked on', () => {
  it('waits for as long as the API asks, however old it is, and that is no failure', () => {
    const asked = { kind: 'rate-limited', waitMs: 60_000, isFailure: false };
    expect(judge(new ApiRateLimitedError({ ...FACTS, status: 429 }, 60_000))).toEqual(asked);
    expect(judge(new ApiRateLimitedError({ ...FACTS, status: 429 }, 60_000), { ageMs: 4 * DAY_MS })).toEqual(asked);
  });

  it('waits a moment for a colleague', () => {
    expect(judge(new ActivityBusyError(100_000), { ageMs: 4 * DAY_MS })).toEqual({ kind: 'busy', waitMs: 2000, isFailure: false });
    expect(judge(new ActivityBusyError(0))).toMatchObject({ waitMs: 0 });
  });

  it.each([
    ['an API that is away', AWAY, 'again'],
    ['an account that is refused', new ApiUnauthorizedError({ ...FACTS, status: 401 }), 'refused'],
    ['an integration that cannot be loaded', new UnknownIntegrationError('no'), 'again'],
    ['a setting that is missing', new ConfigurationError('no'), 'again'],
  ])('is tried again for three days after %s', (_what, error, kind) => {
    expect(judge(error, { failedAttempts: 500, ageMs: 3 * DAY_MS })).toMatchObject({ kind, isFailure: true });
    expect(judge(error, { failedAttempts: 500, ageMs: 3 * DAY_MS + 1 })).toEqual({ kind: 'give-up' });
  });

  it('is given up at once when it is refused for good', () => {
    expect(judge(new ApiRefusedError({ ...FACTS, status: 422 }))).toEqual({ kind: 'give-up' });
  });

  it('is given up after ten unknown errors; one such error after an outage is none', () => {
    const bug = new TypeError('bug');
    expect(judge(bug, { failedAttempts: 8, code: 'UNEXPECTED_ERROR' })).toMatchObject({ kind: 'again' });
    expect(judge(bug, { failedAttempts: 9, code: 'UNEXPECTED_ERROR' })).toEqual({ kind: 'give-up' });
    expect(judge(bug, { failedAttempts: 9, code: 'API_UNAVAILABLE' })).toMatchObject({ kind: 'again' });
  });

  it('is a poison message after an hour of crashed workers, and not because workers were stopped', () => {
    const hour = TEST_START_MS + 3600_001;
    expect(isPoisonMessage(anEntry({ isOrphan: true, failedAttempts: 10 }), hour)).toBe(true);
    expect(isPoisonMessage(anEntry({ isOrphan: false, failedAttempts: 10 }), hour)).toBe(false);
    expect(isPoisonMessage(anEntry({ isOrphan: true, failedAttempts: 9 }), hour)).toBe(false);
    expect(isPoisonMessage(anEntry({ isOrphan: true, failedAttempts: 10 }), TEST_START_MS)).toBe(false);
  });
});
