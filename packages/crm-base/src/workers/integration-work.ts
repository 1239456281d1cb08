import type { CallOptions, Clock, IdGenerator, Inbox, Logger } from '@frigg-crm/core';
import { assertNever, toIso, type ClaimedEntry, type InboxClaim } from '@frigg-crm/core/adapter';
import type { Analytics, AnalyticsEventName } from '../analytics/analytics.ts';
import { trackEvents } from '../analytics/track-events.ts';
import type { ActivityLog } from '../activities/activity-log.ts';
import { readCallRequest, readMessageRequest, readQuoEventEntry, type StoredQuoEvent } from '../activities/read-entries.ts';
import { UnknownIntegrationError } from '../failures/unknown-integration-error.ts';
import { UnknownMessageError } from '../failures/unknown-message-error.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { ResolveIntegration } from '../connector/resolve-integration.ts';
import { isPoisonMessage, judgeEntryFailure } from './judge-entry-failure.ts';
import type { IntegrationMessage } from '../queue/integration-message.ts';
import type { QueueManager } from '../queue/queue-manager.ts';
import { MAX_DELAY_SECONDS } from '../failures/retry-delay.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { withWorkDeadline } from '../failures/with-work-deadline.ts';
import type { TenantGate } from '../queue/tenant-gate.ts';
import { CLAIM_MS, whileClaimed } from './while-claimed.ts';
import { scheduleEntries } from '../inbox/schedule-entries.ts';
import { queueEntries } from '../inbox/queue-entries.ts';

/** What {@link IntegrationWork} is made with; `createIntegrationServices` does so. */
export interface IntegrationWorkDependencies {
  readonly inbox: Inbox;
  readonly activityLog: ActivityLog;
  /** Reconciles an integration: its set-up, its daily check, its deletion. */
  readonly reconcile: (integrationId: string, options: CallOptions) => Promise<void>;
  /** Works on other kinds of entries than those of Quo. */
  readonly entryHandlers: Readonly<Record<string, EntryHandler>>;
  /** Makes sure that the accounts of an integration are still those of before. @defaultValue they are not compared */
  readonly verifyAccounts?: ((integration: CrmIntegration) => Promise<void>) | undefined;
  /** Counts what has failed for good. @defaultValue nothing is counted */
  readonly analytics?: Analytics | undefined;
  /** Notified when the accounts of an integration are refused, and when they work again. */
  readonly health?: AccountHealth | undefined;
  readonly queueManager: Pick<QueueManager, 'queueIntegrationMessages'>;
  readonly gate: TenantGate;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly random: () => number;
  readonly logger: Logger;
}

/** Works on an entry of one kind. */
export type EntryHandler = (integration: CrmIntegration, entry: ClaimedEntry, options: CallOptions) => Promise<void>;

/** Whether the accounts of integrations can be used. */
export interface AccountHealth {
  refused(integrationId: string): Promise<void>;
  works(integrationId: string): Promise<void>;
}

/** How long the work on an entry may take, in milliseconds. */
const ENTRY_TIMEOUT_MS = 170_000;
/**
 * Whose message comes too soon is queued again, if it is not for longer: clocks of machines are seconds apart, and the message
 * of a worker that crashed comes back before its claim has run out. What is due later is found when it is due.
 */
const BACK_WITHIN_MS = { early: 5000, busy: CLAIM_MS };
/** A refused account is not called for each entry of its inbox. */
const REFUSED_FOR_MS = 300_000;

/** Works on what belongs to no sync: what has come in from outside, and what falls due. */
export class IntegrationWork {
  readonly #dependencies: IntegrationWorkDependencies;
  readonly #refused = new Set<string>();

  constructor(dependencies: IntegrationWorkDependencies) {
    this.#dependencies = dependencies;
  }

  /** Works on a message. Repeating it is harmless. */
  async handle(message: IntegrationMessage, resolveIntegration: ResolveIntegration, options: CallOptions): Promise<void> {
    switch (message.event) {
      case 'POST_CREATE_SETUP':
        return this.#dependencies.reconcile(message.data.integrationId, options);
      case 'ON_WEBHOOK':
        return this.#workOnEntry({ ...message.data, id: message.data.entryId }, resolveIntegration, options);
      case 'LOG_CALL':
        return this.#accept(message.data, { kind: 'log-call', data: { callId: message.data.callId } }, options);
      case 'LOG_SMS':
        return this.#accept(message.data, { kind: 'log-message', data: { messageId: message.data.messageId } }, options);
      default:
        return assertNever(message);
    }
  }

  /** What a message requests is stored, like every entry: then it waits, is repeated and is found like one. */
  async #accept(
    { integrationId, connector }: EntryAddress,
    { kind, data }: { readonly kind: string; readonly data: Readonly<Record<string, string>> },
    options: CallOptions,
  ): Promise<void> {
    const entry = { integrationId, connector, id: `${kind}:${this.#dependencies.ids.next()}`, kind, data };
    await scheduleEntries(this.#dependencies, [entry], options);
  }

  async #workOnEntry(
    entry: EntryAddress & { readonly id: string },
    resolveIntegration: ResolveIntegration,
    options: CallOptions,
  ): Promise<void> {
    const { inbox, ids, gate, clock } = this.#dependencies;
    const { integrationId, connector, id } = entry;
    const key = { integrationId, id, claimId: ids.next() };
    const claim = await inbox.claim({ ...key, ttlMs: CLAIM_MS, ...options });
    if (claim.kind !== 'claimed') return this.#comeBack(entry, claim);
    if (isPoisonMessage(claim.entry, clock.now())) return inbox.fail({ ...key, code: 'WORKER_CRASHED' });
    let loaded: CrmIntegration | undefined;
    try {
      const integration = await resolveIntegration({ integrationId, connector });
      if (integration === 'deleted') return await inbox.done(key);
      if (integration === undefined)
        throw new UnknownIntegrationError(`No integration ${integrationId} of connector ${connector} can be loaded here`);
      loaded = integration;
      const throttledForMs = await gate.throttledForMs(integrationId);
      if (throttledForMs > 0) return await this.#postpone(key, entry, { waitMs: this.#spread(throttledForMs) });
      await this.#workWhileClaimed(integration, { key, entry: claim.entry }, options);
      await inbox.done(key);
      await this.#works(integrationId);
    } catch (error) {
      if (options.signal?.aborted === true) return this.#postpone(key, entry, { waitMs: 0 });
      await this.#afterFailure(key, claim.entry, { error, integration: loaded });
    }
  }

  async #comeBack(entry: EntryAddress & { readonly id: string }, claim: Exclude<InboxClaim, { kind: 'claimed' }>): Promise<void> {
    // It is settled, or falls due later.
    if (claim.kind === 'settled' || claim.forMs > BACK_WITHIN_MS[claim.kind]) return;
    await this.#queueAgain(entry, claim.forMs);
  }

  async #workWhileClaimed(
    integration: CrmIntegration,
    claim: { readonly key: EntryClaim; readonly entry: ClaimedEntry },
    options: CallOptions,
  ): Promise<void> {
    const work = async (call: CallOptions): Promise<void> => {
      await this.#dependencies.verifyAccounts?.(integration);
      await this.#route(integration, claim.entry, call);
    };
    const deadline = { what: 'The work on an entry of the inbox', ms: ENTRY_TIMEOUT_MS, ...options };
    await withWorkDeadline(this.#dependencies.clock, deadline, async (call) => whileClaimed(this.#dependencies, claim, work, call));
  }

  async #route(integration: CrmIntegration, entry: ClaimedEntry, options: CallOptions): Promise<void> {
    const { activityLog, entryHandlers } = this.#dependencies;
    switch (entry.kind) {
      case 'quo-event':
        return this.#onQuoEvent(integration, readQuoEventEntry(entry.data), options);
      case 'call-lookup':
      case 'log-call':
        await activityLog.logCall(integration, readCallRequest(entry.data), options);
        return;
      case 'log-message':
        await activityLog.logMessage(integration, readMessageRequest(entry.data), options);
        return;
      case 'contact-lookup':
        await activityLog.lookupContact(integration, entry.data, options);
        return;
      default: {
        const handler = Object.hasOwn(entryHandlers, entry.kind) ? entryHandlers[entry.kind] : undefined;
        if (handler === undefined) throw new UnknownMessageError(`This worker does not know entries of kind ${entry.kind}`);
        return handler(integration, entry, options);
      }
    }
  }

  async #onQuoEvent(integration: CrmIntegration, event: StoredQuoEvent, options: CallOptions): Promise<void> {
    const { activityLog } = this.#dependencies;
    if (event.kind === 'call') await activityLog.logCall(integration, event, options);
    if (event.kind === 'message') await activityLog.logMessage(integration, { ...event, messageId: event.message.id }, options);
  }

  /** What may pass is tried again for days; what may not stays in the inbox, with the reason. */
  async #afterFailure(
    key: EntryClaim,
    entry: ClaimedEntry,
    { error, integration }: { readonly error: unknown; readonly integration: CrmIntegration | undefined },
  ): Promise<void> {
    const { inbox, clock, gate, random, logger, analytics } = this.#dependencies;
    const verdict = judgeEntryFailure(entry, error, { nowMs: clock.now(), random });
    const { code } = toErrorEntry(error);
    const facts = { integrationId: key.integrationId, entryId: key.id, kind: entry.kind, code, attempt: entry.failedAttempts };
    if (verdict.kind === 'give-up') {
      logger.error(facts, 'inbox entry failed for good; it waits for an operator');
      if (integration !== undefined) trackEvents(analytics, integration, { name: failureEventOf(entry), count: 1, code });
      return inbox.fail({ ...key, code });
    }
    if (verdict.kind === 'busy') logger.debug(facts, 'another worker has what an inbox entry needs; it is retried soon');
    else logger.warn(facts, 'inbox entry could not be processed; it is retried');
    if (verdict.kind === 'refused') await this.#refuse(key.integrationId);
    if (verdict.kind === 'rate-limited') await gate.throttle(key.integrationId, verdict.waitMs);
    await this.#postpone(key, entry, { waitMs: verdict.waitMs, code: verdict.isFailure ? code : undefined });
  }

  async #refuse(integrationId: string): Promise<void> {
    const { gate, health } = this.#dependencies;
    await gate.throttle(integrationId, REFUSED_FOR_MS);
    this.#refused.add(integrationId);
    await health?.refused(integrationId);
  }

  async #works(integrationId: string): Promise<void> {
    if (this.#refused.delete(integrationId)) await this.#dependencies.health?.works(integrationId);
  }

  async #postpone(
    key: EntryClaim,
    { connector }: Pick<EntryAddress, 'connector'>,
    { waitMs, code }: { readonly waitMs: number; readonly code?: string | undefined },
  ): Promise<void> {
    const { inbox, clock } = this.#dependencies;
    await inbox.postpone({ ...key, dueAt: toIso(clock.now() + waitMs), code });
    await this.#queueAgain({ ...key, connector }, waitMs);
  }

  /** What waits for longer than a queue delays is found when it is due. */
  async #queueAgain(entry: EntryAddress & { readonly id: string }, waitMs: number): Promise<void> {
    const delaySeconds = Math.ceil(waitMs / 1000);
    if (delaySeconds <= MAX_DELAY_SECONDS) await queueEntries(this.#dependencies.queueManager, [entry], { delaySeconds });
  }

  /** Entries that wait for the same thing must not come back at the same moment. */
  #spread(waitMs: number): number {
    return waitMs + Math.floor(this.#dependencies.random() * Math.max(3000, waitMs / 2));
  }
}

interface EntryAddress {
  readonly integrationId: string;
  readonly connector: string;
}

interface EntryClaim {
  readonly integrationId: string;
  readonly id: string;
  readonly claimId: string;
}

/** @returns what has failed with an entry. */
function failureEventOf({ kind, data }: ClaimedEntry): AnalyticsEventName {
  if (kind === 'crm-event' || kind === 'person-check') return 'ContactSyncFailed';
  return kind === 'log-message' || data['kind'] === 'message' ? 'MessageLogFailed' : 'CallLogFailed';
}
