import type { CallOptions, Clock, IdGenerator, Integration, IntegrationRepository, Leases, Logger } from '@frigg-crm/core';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { LifecycleSettings } from './lifecycle-settings.ts';
import { WorkTakenOverError } from '../failures/work-taken-over-error.ts';

/** The right to work on an integration alone. */
export interface WorkLease {
  /**
   * Extends it.
   * @param record - The integration as it was when the work began.
   * @throws {WorkTakenOverError} when it has gone to another program, or the integration is gone, a new one of the same
   * id, or being deleted while this is no deletion.
   */
  assertHeld(record: Pick<Integration, 'createdAt' | 'status'>): Promise<void>;
  /** Whether it is known to have gone to another program. */
  readonly isLost: boolean;
  /** Gives it up. */
  release(): Promise<void>;
}

/** Milliseconds between two looks whether a lease is free. */
const LOOK_EVERY_MS = 250;

interface WorkLeaseDependencies {
  readonly integrations: Pick<IntegrationRepository, 'findById'>;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
  readonly settings: Pick<LifecycleSettings, 'workTtlMs'>;
}

/**
 * Acquires the lease of an integration, waiting at most `waitMs` milliseconds.
 * @returns it, or `undefined` when another worker holds it.
 */
export async function takeWorkLease(
  { integrations, leases, clock, ids, logger, settings }: WorkLeaseDependencies,
  integrationId: string,
  { waitMs = 0, signal }: CallOptions & { readonly waitMs?: number | undefined } = {},
): Promise<WorkLease | undefined> {
  const keys = [`lifecycle/${integrationId}`];
  const holder = ids.next();
  const untilMs = clock.now() + waitMs;
  const hold = async (): Promise<boolean> => (await leases.hold(keys, { holder, ttlMs: settings.workTtlMs })).length > 0;
  while (!(await hold())) {
    if (clock.now() >= untilMs) return undefined;
    await clock.sleep(LOOK_EVERY_MS, { signal });
  }
  let isLost = false;
  return {
    get isLost() {
      return isLost;
    },
    async assertHeld(record) {
      // A lease that ran out can be acquired again, but another worker may have held it in between.
      isLost ||= !(await hold()) || !isStillThere(await integrations.findById(integrationId), record);
      if (isLost) throw new WorkTakenOverError(integrationId);
    },
    async release() {
      try {
        await leases.release(keys, { holder });
      } catch (error) {
        // It ends by itself.
        logger.warn({ integrationId, code: toErrorEntry(error).code }, 'the lease of an integration could not be released');
      }
    },
  };
}

function isStillThere(stored: Integration | undefined, { createdAt, status }: Pick<Integration, 'createdAt' | 'status'>): boolean {
  return stored?.createdAt === createdAt && (stored.status === 'IN_DELETION') === (status === 'IN_DELETION');
}
