import { createHash } from 'node:crypto';
import type { CallOptions, Clock, Integration, IntegrationRepository, Logger } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { SyncOrchestrator } from './sync-orchestrator.ts';

export interface SyncScheduleDependencies {
  readonly integrations: Pick<IntegrationRepository, 'find'>;
  /** @returns the integration ready to work; `undefined` when this program cannot load it. */
  readonly loadIntegration: (record: Integration) => Promise<CrmIntegration | undefined>;
  readonly syncOrchestrator: Pick<SyncOrchestrator, 'startScheduledSync'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The list of integrations is read so often, in milliseconds. */
const SCAN_EVERY_MS = 30_000;
const PAGE = 100;

/**
 * Starts the ongoing syncs of enabled integrations, every `syncConfig.pollIntervalMinutes`. Time is cut into slots of that
 * length; where they begin depends on the id of the integration, so that not all begin at once. A slot has one sync,
 * however many programs run a schedule, and one that was started by hand counts. After a downtime the current slot is
 * made up for, earlier ones are not: one sync covers all changes.
 */
export class SyncSchedule {
  readonly #dependencies: SyncScheduleDependencies;
  /** By integration: when its next slot begins, in milliseconds since 1970. */
  readonly #nextSlotMs = new Map<string, number>();
  #scanAtMs = -Infinity;

  constructor(dependencies: SyncScheduleDependencies) {
    this.#dependencies = dependencies;
  }

  /** Starts what is due. An integration that fails does not affect the others. */
  async startDue({ signal }: CallOptions = {}): Promise<void> {
    const { integrations, clock, logger } = this.#dependencies;
    const nowMs = clock.now();
    // A clock that was set back must not stop the schedule.
    if (nowMs < this.#scanAtMs && this.#scanAtMs - nowMs <= SCAN_EVERY_MS) return;
    this.#scanAtMs = nowMs + SCAN_EVERY_MS;
    for (let after: string | undefined; ;) {
      const page = await integrations.find({ status: 'ENABLED', after, limit: PAGE, signal });
      for (const record of page) {
        signal?.throwIfAborted();
        try {
          await this.#startIfDue(record, nowMs);
        } catch (error) {
          logger.warn({ integrationId: record.id, code: toErrorEntry(error).code }, 'an ongoing sync could not be started; it is retried');
        }
      }
      after = page.at(-1)?.id;
      if (after === undefined || page.length < PAGE) return;
    }
  }

  async #startIfDue(record: Integration, nowMs: number): Promise<void> {
    const { loadIntegration, syncOrchestrator, logger } = this.#dependencies;
    const nextMs = this.#nextSlotMs.get(record.id) ?? -Infinity;
    const integration = nowMs < nextMs ? undefined : await loadIntegration(record);
    if (integration === undefined) return;
    const { personObjectTypes, syncConfig } = integration.config;
    const intervalMs = syncConfig.pollIntervalMinutes * 60_000;
    const slotStartMs = startOfSlot(record.id, { intervalMs, nowMs });
    let isDone = true;
    for (const { crmObjectName: objectType } of personObjectTypes) {
      const hasBegun = await syncOrchestrator.startScheduledSync({ integration, objectType, slotStartMs });
      isDone &&= hasBegun;
    }
    // Where another sync is under way, the slot is tried again when that one has ended.
    if (!isDone) return;
    this.#nextSlotMs.set(record.id, slotStartMs + intervalMs);
    logger.debug({ integrationId: record.id }, 'the ongoing sync of a slot has begun');
  }
}

/** @returns when the current slot of an integration began. */
function startOfSlot(integrationId: string, { intervalMs, nowMs }: { readonly intervalMs: number; readonly nowMs: number }): number {
  const offsetMs = createHash('sha256').update(integrationId).digest().readUInt32BE() % intervalMs;
  return Math.floor((nowMs - offsetMs) / intervalMs) * intervalMs + offsetMs;
}
