import { createHash } from 'node:crypto';
import { Cron } from 'croner';
import type { ResolvedCRMConfig } from '../connector/crm-config.ts';

/** When the ongoing syncs of an integration are due, in milliseconds since 1970. */
export interface SyncOccurrences {
  /** @returns the newest one at or before `nowMs`; `undefined`: there was none. */
  latest(nowMs: number): number | undefined;
  /** @returns the first one behind `nowMs`; `undefined`: there will be none. */
  next(nowMs: number): number | undefined;
}

/** So far the syncs of a cron expression are spread over the integrations, in milliseconds. */
const CRON_SPREAD_MS = 300_000;

/**
 * When an integration is synced: every `pollIntervalMinutes`, or by `cron`. Where that begins depends on the id of the
 * integration, so that those of all tenants do not begin at once.
 */
export function createSyncOccurrences(
  integrationId: string,
  { pollIntervalMinutes, cron, cronTimeZone }: Pick<ResolvedCRMConfig['syncConfig'], 'pollIntervalMinutes' | 'cron' | 'cronTimeZone'>,
): SyncOccurrences {
  const spread = createHash('sha256').update(integrationId).digest().readUInt32BE();
  if (cron !== null) return createCronOccurrences(new Cron(cron, { timezone: cronTimeZone, paused: true }), spread % CRON_SPREAD_MS);
  const intervalMs = pollIntervalMinutes * 60_000;
  const offsetMs = spread % intervalMs;
  const latest = (nowMs: number): number => Math.floor((nowMs - offsetMs) / intervalMs) * intervalMs + offsetMs;
  return { latest, next: (nowMs) => latest(nowMs) + intervalMs };
}

/** @param offsetMs - By how much each occurrence is put later. */
function createCronOccurrences(cron: Cron, offsetMs: number): SyncOccurrences {
  const shifted = (date: Date | null | undefined): number | undefined => (date == null ? undefined : date.getTime() + offsetMs);
  return {
    // What is asked for is strictly before the moment given, in whole seconds.
    latest: (nowMs) => shifted(cron.previousRuns(1, new Date((Math.floor((nowMs - offsetMs) / 1000) + 1) * 1000))[0]),
    next: (nowMs) => shifted(cron.nextRun(new Date(nowMs - offsetMs))),
  };
}
