import type { Leases } from '@frigg-crm/core';
import type { SyncDependencies } from '../../sync/sync-dependencies.ts';
import type { ResolveIntegration } from '../../connector/resolve-integration.ts';

/** The intervals and limits of the watchdog. */
export interface WatchdogSettings {
  /** A sync whose version a watchdog has seen unchanged for so long is stalled, in milliseconds. Longer than the longest pause between two attempts. @defaultValue 300_000 */
  readonly stallTimeoutMs: number;
  /** How often in a row a stalled sync is requeued before it ends as failed. @defaultValue 3 */
  readonly maxRescues: number;
  /** Milliseconds between two rounds. @defaultValue 1000 */
  readonly intervalMs: number;
  /** A program that has not renewed its lease for so long has crashed, in milliseconds. @defaultValue 2500 */
  readonly leaseTtlMs: number;
  /** A program whose workers have not renewed their presence for so long has crashed, in milliseconds; see `countRunningPrograms`. 0: it announces none. @defaultValue 15_000 */
  readonly presenceTtlMs: number;
}

export const WATCHDOG_DEFAULTS: WatchdogSettings = {
  stallTimeoutMs: 300_000,
  maxRescues: 3,
  intervalMs: 1000,
  leaseTtlMs: 2500,
  presenceTtlMs: 15_000,
};

/** What the watchdog works with. */
export interface WatchdogDependencies extends Pick<
  SyncDependencies,
  'processManager' | 'processRepository' | 'mappingRepository' | 'queueManager' | 'gate' | 'clock' | 'logger' | 'fetchTimeBudgetMs'
> {
  /** Given when queues live in the memory of programs: then each sync belongs to one program. */
  readonly leases: Leases | undefined;
  /** Names this program in leases. */
  readonly holder: string;
  readonly settings: WatchdogSettings;
  /** Which integrations this program serves. */
  readonly resolveIntegration: ResolveIntegration;
}
