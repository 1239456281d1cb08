import { isWorkingStatus, withStatus, type Integration } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { LifecycleSettings } from './lifecycle-settings.ts';
import { isSameSelection, selectedPhoneIds } from './phone-numbers-of.ts';
import { hasError, withIssues, type IntegrationIssue } from './integration-issue.ts';

/** A work on an integration that has come to its end. */
export interface FinishedWork {
  /** `dueAt` as it was set when the work began. */
  readonly claimedUntil: string;
  readonly issues: readonly IntegrationIssue[];
  /** The numbers that webhooks were set up for; `undefined`: none were. */
  readonly phoneIds: readonly string[] | undefined;
  /** Something was left over at Quo that the next check removes. */
  readonly isLeftOver: boolean;
  /** When the next check must be at the latest (ISO 8601). @defaultValue as the settings say */
  readonly checkBy?: string | undefined;
  readonly nowMs: number;
}

const FIRST_BACK_OFF_MS = 30_000;
/** An expiry that is wrong must not become a loop without a pause. */
const SHORTEST_PAUSE_MS = 60_000;
const LONGEST_BACK_OFF_MS = 3_600_000;

/** @returns milliseconds until the next attempt: 30 s, doubled each time, up to an hour. */
export function backOffMs(failedAttempts: number): number {
  return Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.max(0, Math.min(failedAttempts, 20) - 1));
}

/** @returns whether the integration has to be reconciled now. */
export function isDue({ dueAt }: Integration, nowMs: number): boolean {
  return dueAt !== null && Date.parse(dueAt) <= nowMs;
}

/** @returns the integration as it is after a set-up or a check. Whatever others have decided in the meantime stays. */
export function settleWork(integration: Integration, work: FinishedWork, settings: LifecycleSettings): Integration {
  if (integration.status === 'IN_DELETION') return integration;
  const fatal = work.issues.filter(({ isFatal }) => isFatal);
  const isAttempt = fatal.some(({ isNoAttempt = false }) => !isNoAttempt);
  const failedAttempts = fatal.length === 0 ? 0 : integration.failedAttempts + (isAttempt ? 1 : 0);
  const noted = withIssues(integration, work.issues, work.nowMs);
  const settled = {
    ...withHealth(noted),
    failedAttempts,
    setUpAt: fatal.length === 0 ? (integration.setUpAt ?? toIso(work.nowMs)) : integration.setUpAt,
  };
  if (integration.dueAt !== work.claimedUntil) return settled;
  return { ...settled, dueAt: toIso(work.nowMs + pauseMs(settled, work, settings)) };
}

/** @returns the integration in `ERROR` or out of it, as its messages say; who is switched off stays so. */
export function withHealth(integration: Integration): Integration {
  if (!isWorkingStatus(integration.status)) return integration;
  const isInError = integration.status === 'ERROR';
  if (hasError(integration) === isInError) return integration;
  return withStatus(integration, isInError ? 'ENABLED' : 'ERROR');
}

function pauseMs(
  settled: Integration,
  { issues, phoneIds, isLeftOver, checkBy, nowMs }: FinishedWork,
  settings: LifecycleSettings,
): number {
  const { checkEveryMs, checkSoonMs } = settings;
  const waitMs = Math.max(0, ...issues.map((issue) => issue.waitMs ?? 0));
  if (issues.some(({ isFatal }) => isFatal)) return Math.max(waitMs, backOffMs(settled.failedAttempts));
  // Changed while the webhooks were made.
  if (phoneIds !== undefined && !isSameSelection(selectedPhoneIds(settled.config) ?? [], phoneIds)) return 0;
  if (issues.length > 0 || isLeftOver) return Math.max(waitMs, Math.min(checkSoonMs, checkEveryMs));
  return checkBy === undefined ? checkEveryMs : Math.min(checkEveryMs, Math.max(SHORTEST_PAUSE_MS, Date.parse(checkBy) - nowMs));
}
