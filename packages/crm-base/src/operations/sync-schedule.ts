import { createHash } from 'node:crypto';
import {
  FriggCrmError,
  type CallOptions,
  type Clock,
  type DocumentStore,
  type Integration,
  type IntegrationRepository,
  type Logger,
} from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { createSyncOccurrences } from './sync-occurrences.ts';
import type { SyncOrchestrator } from './sync-orchestrator.ts';

export interface SyncScheduleDependencies {
  readonly integrations: Pick<IntegrationRepository, 'find' | 'findById'>;
  /** Keeps when each integration is due. */
  readonly documents: Pick<DocumentStore, 'find' | 'insert' | 'query' | 'save' | 'remove'>;
  /** @returns the integration ready to work; `undefined` when this program cannot load it. */
  readonly loadIntegration: (record: Integration) => Promise<CrmIntegration | undefined>;
  readonly syncOrchestrator: Pick<SyncOrchestrator, 'startScheduledSync'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

type Scheduled = Awaited<ReturnType<DocumentStore['query']>>[number];

/** The collection of documents that say when an integration is due. */
const SCHEDULES = 'sync-schedules';
/**
 * All integrations are compared with the schedules so often, in milliseconds, and the less often the more there are: one that is
 * changed through the services is enrolled by that, so a comparison finds only those that were stored by other ways.
 */
const COMPARE_EVERY_MS = 30_000;
const COMPARE_EACH_MS = 300;
const MAX_COMPARE_MS = 3_600_000;
/** A program that crashes at work leaves its claim for so long, in milliseconds. */
const CLAIM_MS = 300_000;
/** Where a sync is under way, or a start fails, it is tried again after so many milliseconds. */
const RETRY_MS = 30_000;
const PAGE = 100;

/**
 * Starts the ongoing syncs of enabled integrations, every `syncConfig.pollIntervalMinutes` or by `syncConfig.cron`. What is due
 * is found by index. An occurrence has one sync, however many programs run a schedule, and one that was started by hand since
 * counts. After a downtime the newest occurrence is made up for, earlier ones are not: one sync covers all changes.
 */
export class SyncSchedule {
  readonly #dependencies: SyncScheduleDependencies;
  #compareAtMs = -Infinity;
  #compareEveryMs = COMPARE_EVERY_MS;

  constructor(dependencies: SyncScheduleDependencies) {
    this.#dependencies = dependencies;
  }

  /** Starts what is due. An integration that fails does not affect the others. */
  async startDue({ signal }: CallOptions = {}): Promise<void> {
    const { documents, clock } = this.#dependencies;
    await this.#compareIfDue({ signal });
    for (;;) {
      const due = await documents.query({ collection: SCHEDULES, dueBefore: toIso(clock.now()), limit: PAGE, signal });
      for (const document of due) {
        signal?.throwIfAborted();
        await this.#handle(document);
      }
      if (due.length < PAGE) return;
    }
  }

  async #compareIfDue(options: CallOptions): Promise<void> {
    const nowMs = this.#dependencies.clock.now();
    // A clock that was set back must not stop the schedule.
    if (nowMs < this.#compareAtMs && this.#compareAtMs - nowMs <= this.#compareEveryMs) return;
    const compared = await this.#compareAll(nowMs, options);
    this.#compareEveryMs = Math.min(MAX_COMPARE_MS, Math.max(COMPARE_EVERY_MS, compared * COMPARE_EACH_MS));
    this.#compareAtMs = nowMs + this.#compareEveryMs;
  }

  /** Gives an integration a schedule if it has none, and makes it due if its schedule is outdated. */
  async enrol(record: Integration, { signal }: CallOptions = {}): Promise<void> {
    if (record.status !== 'ENABLED') return;
    const { documents, clock } = this.#dependencies;
    const document = await documents.find(keyOf(record), { signal });
    if (document === undefined) await documents.insert([toDocument(record, clock.now())], { signal });
    else await this.#refresh(document, record);
  }

  /** What enrols integrations does so for all. @returns how many there are. */
  async #compareAll(nowMs: number, { signal }: CallOptions): Promise<number> {
    const { integrations, documents } = this.#dependencies;
    const schedules = await this.#readAll({ signal });
    let compared = 0;
    for (let after: string | undefined; ;) {
      const page = await integrations.find({ status: 'ENABLED', after, limit: PAGE, signal });
      const missing = page.filter(({ id }) => !schedules.has(id)).map((record) => toDocument(record, nowMs));
      if (missing.length > 0) await documents.insert(missing, { signal });
      for (const record of page) {
        const document = schedules.get(record.id);
        if (document !== undefined) await this.#refresh(document, record);
      }
      compared += page.length;
      after = page.at(-1)?.id;
      if (after === undefined || page.length < PAGE) return compared;
    }
  }

  async #refresh(document: Scheduled, record: Integration): Promise<void> {
    const nowMs = this.#dependencies.clock.now();
    if (!isOutdated(document, record, nowMs)) return;
    await this.#save({ ...document, value: { settings: settingsOf(record), waitMs: 0 }, dueAt: toIso(nowMs) });
  }

  async #readAll({ signal }: CallOptions): Promise<ReadonlyMap<string, Scheduled>> {
    const schedules = new Map<string, Scheduled>();
    for (let after: Scheduled | undefined; ;) {
      const page = await this.#dependencies.documents.query({ collection: SCHEDULES, after, limit: PAGE, signal });
      for (const document of page) schedules.set(document.integrationId, document);
      after = page.at(-1);
      if (after === undefined || page.length < PAGE) return schedules;
    }
  }

  async #handle(document: Scheduled): Promise<void> {
    const { clock, logger } = this.#dependencies;
    const claimed = await this.#save({ ...document, dueAt: toIso(clock.now() + CLAIM_MS) });
    // Another program was faster.
    if (claimed === undefined) return;
    const { integrationId } = document;
    try {
      const dueAtMs = await this.#start(claimed);
      const value = { ...claimed.value, waitMs: Math.max(CLAIM_MS, dueAtMs - clock.now()) };
      await this.#save({ ...claimed, value, dueAt: toIso(dueAtMs) });
    } catch (error) {
      logger.warn({ integrationId, code: toErrorEntry(error).code }, 'an ongoing sync could not be started; it is retried');
      await this.#save({ ...claimed, dueAt: toIso(clock.now() + RETRY_MS) }).catch(() => undefined);
    }
  }

  /** @returns when the integration is due again, in milliseconds since 1970. */
  async #start({ integrationId, ...document }: Scheduled): Promise<number> {
    const { integrations, documents, loadIntegration, syncOrchestrator, clock, logger } = this.#dependencies;
    const nowMs = clock.now();
    const record = await integrations.findById(integrationId);
    if (record?.status !== 'ENABLED') {
      await documents.remove([{ ...document, integrationId }]);
      return nowMs + RETRY_MS;
    }
    const integration = await loadIntegration(record);
    if (integration === undefined) return nowMs + RETRY_MS;
    const { personObjectTypes, syncConfig } = integration.config;
    const occurrences = createSyncOccurrences(integrationId, syncConfig);
    const slotStartMs = occurrences.latest(nowMs);
    let isDone = true;
    for (const { crmObjectName: objectType } of slotStartMs === undefined ? [] : personObjectTypes) {
      const hasBegun = await syncOrchestrator.startScheduledSync({ integration, objectType, slotStartMs: slotStartMs ?? nowMs });
      isDone &&= hasBegun;
    }
    // Where another sync is under way, the occurrence is tried again when that one has ended.
    if (!isDone) return nowMs + RETRY_MS;
    logger.debug({ integrationId }, 'the ongoing sync of an occurrence has begun');
    // Compared again by then: an expression may never come true again.
    return occurrences.next(nowMs) ?? nowMs + 24 * 3_600_000;
  }

  /** @returns the document as stored; `undefined` when another program was faster, or it is gone. */
  async #save(document: Scheduled): Promise<Scheduled | undefined> {
    try {
      return await this.#dependencies.documents.save(document);
    } catch (error) {
      if (FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT')) return undefined;
      throw error;
    }
  }
}

function toDocument(record: Integration, nowMs: number): Scheduled {
  const value = { settings: settingsOf(record), waitMs: 0 };
  const times = { dueAt: toIso(nowMs), expiresAt: null };
  return { ...keyOf(record), value, tags: [], ...times, version: 0 };
}

function keyOf({ id }: Integration): Pick<Scheduled, 'collection' | 'integrationId' | 'id'> {
  return { collection: SCHEDULES, integrationId: id, id: 'ongoing' };
}

/** The settings of the integration were changed, and its interval perhaps with them; or the clock was set back since. */
function isOutdated({ value, dueAt }: Scheduled, record: Integration, nowMs: number): boolean {
  const waitMs = typeof value['waitMs'] === 'number' ? value['waitMs'] : 0;
  const isFarAhead = dueAt !== null && Date.parse(dueAt) > nowMs + Math.max(CLAIM_MS, waitMs);
  return isFarAhead || value['settings'] !== settingsOf(record);
}

/** Not what the daily check changes. */
function settingsOf({ config, createdAt }: Integration): string {
  return createHash('sha256')
    .update(JSON.stringify([createdAt, config]))
    .digest('base64url');
}
