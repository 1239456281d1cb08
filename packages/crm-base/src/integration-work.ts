import {
  FriggCrmError,
  assertNever,
  toIso,
  type CallOptions,
  type ClaimedEntry,
  type Clock,
  type IdGenerator,
  type Inbox,
  type Logger,
} from '@frigg-crm/core';
import type { QuoEvent } from '@frigg-crm/quo';
import type { ActivityLog } from './activities/activity-log.ts';
import type { ActivityBusyError } from './errors/activity-busy-error.ts';
import { UnknownIntegrationError } from './errors/unknown-integration-error.ts';
import { UnknownMessageError } from './errors/unknown-message-error.ts';
import type { CrmIntegration } from './integration/crm-integration.ts';
import type { IntegrationMessage } from './messages/integration-message.ts';
import type { QueueManager } from './queue-manager.ts';
import {
  MAX_DELAY_SECONDS,
  askedWaitMs,
  isAccountFailure,
  isRateLimited,
  isTransient,
  retryDelaySeconds,
  toErrorEntry,
} from './sync/retry-delay.ts';
import type { ResolveIntegration } from './integration/resolve-integration.ts';
import type { TenantGate } from './sync/tenant-gate.ts';
import { queueEntries } from './webhooks/queue-entries.ts';

export interface IntegrationWorkDependencies {
  readonly inbox: Inbox;
  readonly activityLog: ActivityLog;
  /** Sees to an integration: its set-up, its daily check, its deletion. */
  readonly seeTo: (integrationId: string, options: CallOptions) => Promise<void>;
  /** Works on other kinds of entries than those of Quo. */
  readonly entryHandlers: Readonly<Record<string, EntryHandler>>;
  readonly queueManager: Pick<QueueManager, 'queueIntegrationMessages'>;
  readonly gate: TenantGate;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly random: () => number;
  readonly logger: Logger;
}

/** Works on an entry of one kind. */
export type EntryHandler = (integration: CrmIntegration, entry: ClaimedEntry, options: CallOptions) => Promise<void>;

/** An entry is in one worker's hands for so long; a worker that needs longer has died, or finds its work done by another. */
const CLAIM_MS = 180_000;
/** An API that is away may come back within days; what it was to be told is kept for so long. */
const MAX_AGE_MS = 3 * 24 * 3600 * 1000;
/** An error that nobody knows is a bug, mostly: repeating it does not mend it. */
const MAX_UNKNOWN_FAILURES = 10;

/** Works on what belongs to no sync: what has come in from outside, and what falls due. */
export class IntegrationWork {
  readonly #dependencies: IntegrationWorkDependencies;

  constructor(dependencies: IntegrationWorkDependencies) {
    this.#dependencies = dependencies;
  }

  /** Works on a message. Repeating it is harmless. */
  async handle(message: IntegrationMessage, resolveIntegration: ResolveIntegration, options: CallOptions): Promise<void> {
    const { activityLog, seeTo } = this.#dependencies;
    const { data } = message;
    if (message.event === 'POST_CREATE_SETUP') return seeTo(data.integrationId, options);
    const integration = await resolveIntegration(data);
    if (integration === undefined)
      throw new UnknownIntegrationError(`No integration ${data.integrationId} of connector ${data.connector} can be loaded here`);
    switch (message.event) {
      case 'ON_WEBHOOK':
        return this.#workOnEntry(message.data.entryId, { ...data, integration }, options);
      case 'LOG_CALL':
        if (integration !== 'deleted') await activityLog.logCall(integration, message.data, options);
        return;
      case 'LOG_SMS':
        if (integration !== 'deleted') await activityLog.logMessage(integration, message.data, options);
        return;
      default:
        return assertNever(message);
    }
  }

  async #workOnEntry(
    id: string,
    { integrationId, connector, integration }: IntegrationMessage['data'] & { readonly integration: CrmIntegration | 'deleted' },
    options: CallOptions,
  ): Promise<void> {
    const { inbox, ids, gate } = this.#dependencies;
    const key = { integrationId, id, claimId: ids.next() };
    const claim = await inbox.claim({ ...key, ttlMs: CLAIM_MS, ...options });
    // The clock of whoever put it off may be ahead of ours.
    if (claim.kind === 'early') return this.#queueAgain(integrationId, connector, id, claim.forMs);
    // Whoever has it finishes it; should that one die, the entry falls due again.
    if (claim.kind !== 'claimed') return;
    if (integration === 'deleted') return inbox.done(key);
    // Whatever kills its workers never gets to say so.
    if (claim.entry.failedAttempts > 0 && this.#isTooOld(claim.entry))
      return inbox.fail({ ...key, code: claim.entry.code ?? 'WORKER_DIED' });
    const parkedForMs = await gate.parkedForMs(integrationId);
    if (parkedForMs > 0) return this.#postpone(key, claim.entry, { waitMs: parkedForMs });
    try {
      await this.#route(integration, claim.entry, options);
      await inbox.done(key);
    } catch (error) {
      if (options.signal?.aborted === true) return this.#postpone(key, claim.entry, { waitMs: 0 });
      await this.#afterFailure(key, claim.entry, error);
    }
  }

  async #route(integration: CrmIntegration, entry: ClaimedEntry, options: CallOptions): Promise<void> {
    const { activityLog, entryHandlers } = this.#dependencies;
    if (entry.kind === 'quo-event') return this.#onQuoEvent(integration, entry.data as unknown as QuoEvent, options);
    if (entry.kind === 'call-look-up') {
      await activityLog.logCall(integration, entry.data as unknown as { callId: string; lookUps: number }, options);
      return;
    }
    const handler = Object.hasOwn(entryHandlers, entry.kind) ? entryHandlers[entry.kind] : undefined;
    if (handler === undefined) throw new UnknownMessageError(`This worker does not know entries of kind ${entry.kind}`);
    await handler(integration, entry, options);
  }

  async #onQuoEvent(integration: CrmIntegration, event: QuoEvent, options: CallOptions): Promise<void> {
    const { activityLog } = this.#dependencies;
    if (event.kind === 'call') await activityLog.logCall(integration, event, options);
    if (event.kind === 'message')
      await activityLog.logMessage(integration, { messageId: event.message.id, message: event.message }, options);
  }

  /** What may pass is tried again for days; what may not stays in the inbox, with the reason. */
  async #afterFailure(key: EntryClaim, entry: ClaimedEntry, error: unknown): Promise<void> {
    const { inbox, gate, random, logger } = this.#dependencies;
    const { code } = toErrorEntry(error);
    const { integrationId, id } = key;
    const isKnown = FriggCrmError.is(error);
    const isHopeless = isKnown ? !isTransient(error) && !isAccountFailure(error) : entry.failedAttempts + 1 >= MAX_UNKNOWN_FAILURES;
    if (isHopeless || this.#isTooOld(entry)) {
      logger.error(
        { integrationId, entryId: id, kind: entry.kind, code },
        'what has come in could not be worked on and waits for a person',
      );
      return inbox.fail({ ...key, code });
    }
    logger.warn(
      { integrationId, entryId: id, kind: entry.kind, code, attempt: entry.failedAttempts },
      'what has come in could not be worked on yet',
    );
    if (isRateLimited(error)) {
      const waitMs = Math.max(1000, askedWaitMs(error));
      await gate.park(integrationId, waitMs);
      return this.#postpone(key, entry, { waitMs });
    }
    const waitMs = isBusy(error)
      ? Math.min(error.busyForMs, 2000)
      : retryDelaySeconds({ attempt: entry.failedAttempts, random, errors: [error] }) * 1000;
    return this.#postpone(key, entry, { waitMs, code: isBusy(error) ? undefined : code });
  }

  async #postpone(
    key: EntryClaim,
    { connector }: ClaimedEntry,
    { waitMs, code }: { readonly waitMs: number; readonly code?: string | undefined },
  ): Promise<void> {
    const { inbox, clock } = this.#dependencies;
    await inbox.postpone({ ...key, dueAt: toIso(clock.now() + waitMs), code });
    await this.#queueAgain(key.integrationId, connector, key.id, waitMs);
  }

  /** An entry that is due later than a queue delays comes too early, and is queued once more. */
  async #queueAgain(integrationId: string, connector: string, id: string, waitMs: number): Promise<void> {
    const delaySeconds = Math.min(MAX_DELAY_SECONDS, Math.ceil(waitMs / 1000));
    await queueEntries(this.#dependencies.queueManager, [{ integrationId, connector, id }], { delaySeconds });
  }

  #isTooOld({ acceptedAt }: ClaimedEntry): boolean {
    return this.#dependencies.clock.now() - Date.parse(acceptedAt) > MAX_AGE_MS;
  }
}

interface EntryClaim {
  readonly integrationId: string;
  readonly id: string;
  readonly claimId: string;
}

function isBusy(error: unknown): error is ActivityBusyError {
  return FriggCrmError.hasCode(error, 'ACTIVITY_BUSY');
}
