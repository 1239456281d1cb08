import {
  FriggCrmError,
  changeStoredIntegration,
  silentLogger,
  withMessage,
  withStatus,
  withoutMessages,
  type CallOptions,
  type Integration,
  type JsonObject,
} from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import pLimit from 'p-limit';
import { createAccountGuard } from '../connector/account-guard.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { requestReconcile, changeRecord, findRecord, tryToResolve } from './change-record.ts';
import { configOptions, refreshConfigOptions, type ConfigOptions } from './config-options.ts';
import { createIntegration, type NewIntegration } from './create-integration.ts';
import type { LifecycleDependencies, ResolvedLifecycleDependencies } from './lifecycle-dependencies.ts';
import { LIFECYCLE_DEFAULTS } from './lifecycle-settings.ts';
import { reconcileIntegration, type ReconcileResult } from './reconcile-integration.ts';
import { withHealth } from './settle-work.ts';
import { startDeletion } from './start-deletion.ts';
import { hasError } from './integration-issue.ts';
import { updateIntegration } from './update-integration.ts';
import type { UpdateResult } from './update-result.ts';

/** How many integrations the maintenance loop reconciles at once. */
const AT_ONCE = 4;

/**
 * The life of integrations: created, set up, checked once a day, changed by their owners, deleted. What has to be done
 * later stands in the record itself, so a crash or a lost message delays it and never loses it: the program that calls
 * {@link IntegrationLifecycle.reconcileDue} from time to time finds it.
 *
 * @example
 * ```ts
 * const lifecycle = new IntegrationLifecycle({ integrations, vault, documents, leases, … });
 * const { id } = await lifecycle.create({ userId: 'u1', connector: 'pipedrive' });
 * await lifecycle.update(id, { resourceIds: ['PN1'] });
 * await lifecycle.delete(id);
 * ```
 */
export class IntegrationLifecycle {
  readonly #dependencies: ResolvedLifecycleDependencies;

  constructor(dependencies: LifecycleDependencies) {
    const { logger = silentLogger, settings, accounts = createAccountGuard(dependencies) } = dependencies;
    this.#dependencies = { ...dependencies, logger, accounts, settings: { ...LIFECYCLE_DEFAULTS, ...settings } };
  }

  /**
   * Creates an integration. Where its owner has to configure something first it waits for that, otherwise it is set up
   * after 35 seconds. Store its credentials beforehand, under the id given here.
   * @throws {InvalidIntegrationDataError} saying what to change.
   * @throws {IntegrationExistsError} when the id is taken.
   */
  async create(data: NewIntegration, options: CallOptions = {}): Promise<Integration> {
    return createIntegration(this.#dependencies, data, options);
  }

  /** Does what is due for an integration; nothing, when nothing is. Handles POST_CREATE_SETUP, however often it comes. */
  async reconcile(integrationId: string, options: CallOptions = {}): Promise<ReconcileResult> {
    return reconcileIntegration(this.#dependencies, integrationId, options);
  }

  /** Reconciles integrations whose message was lost, whose last attempt failed, or whose check is due. @returns how many it worked on. */
  async reconcileDue({ limit, signal }: CallOptions & { readonly limit: number }): Promise<number> {
    const { integrations, clock, settings, logger } = this.#dependencies;
    const due = await integrations.findDue({ before: toIso(clock.now() - settings.graceMs), limit, signal });
    const gate = pLimit(AT_ONCE);
    const results = await Promise.all(
      due.map(async ({ id }) =>
        gate(async (): Promise<ReconcileResult> => {
          try {
            return signal?.aborted === true ? 'none' : await this.reconcile(id, { signal });
          } catch (error) {
            // The others are not concerned, and this one stays due.
            logger.error({ integrationId: id, code: toErrorEntry(error).code }, 'a due integration could not be reconciled');
            return 'none';
          }
        }),
      ),
    );
    return results.filter((what) => what !== 'none' && what !== 'busy').length;
  }

  /** @deprecated It is called {@link IntegrationLifecycle.reconcile}. */
  async seeTo(integrationId: string, options: CallOptions = {}): Promise<ReconcileResult> {
    return this.reconcile(integrationId, options);
  }

  /** @deprecated It is called {@link IntegrationLifecycle.reconcileDue}. */
  async seeToDue(options: CallOptions & { readonly limit: number }): Promise<number> {
    return this.reconcileDue(options);
  }

  /** Has an integration checked as soon as possible: its credentials were replaced, or an operator wants a check. */
  async recheck(integrationId: string, options: CallOptions = {}): Promise<void> {
    const dueAt = toIso(this.#dependencies.clock.now());
    const record = await changeRecord(
      this.#dependencies,
      integrationId,
      (integration) => ({ ...integration, dueAt, failedAttempts: 0 }),
      options,
    );
    await requestReconcile(this.#dependencies, record, options);
  }

  /**
   * Changes the configuration by a JSON merge patch: objects are merged, everything else replaces, `null` removes;
   * `resourceIds` are the ids of the selected phone numbers. No patch changes nothing. That the webhooks could not be
   * changed is a result, with a message on the integration; everything then stays as it was.
   * @throws {InvalidIntegrationDataError} saying what to change.
   * @throws {IntegrationNotFoundError} when it is gone.
   * @throws {IntegrationInDeletionError} when it is being deleted.
   */
  async update(integrationId: string, patch: JsonObject | null | undefined, options: CallOptions = {}): Promise<UpdateResult> {
    return updateIntegration(this.#dependencies, integrationId, { ...options, patch });
  }

  /**
   * Deletes an integration and everything of it; contacts in Quo and activities in the CRM stay. What cannot be cleaned
   * up outside is tried again for about an hour, then left. The record alone stays for five minutes more, `IN_DELETION`,
   * so that what was in hand can end; until then its id is taken.
   * @returns whether it is gone; otherwise its deletion goes on by itself, and repeating the call changes nothing. An
   * unknown one is gone.
   */
  async delete(integrationId: string, options: CallOptions = {}): Promise<boolean> {
    if ((await startDeletion(this.#dependencies, integrationId, options)) === undefined) return true;
    const { settings } = this.#dependencies;
    await reconcileIntegration(this.#dependencies, integrationId, { ...options, waitMs: settings.waitMs });
    return (await this.#dependencies.integrations.findById(integrationId, options)) === undefined;
  }

  /**
   * As {@link IntegrationLifecycle.delete}, but waits for nothing: when it resolves the deletion is stored, and goes on
   * by itself. For callers that have to respond soon, such as to an uninstall.
   */
  async startDeletion(integrationId: string, options: CallOptions = {}): Promise<void> {
    const record = await startDeletion(this.#dependencies, integrationId, options);
    if (record !== undefined) await requestReconcile(this.#dependencies, record, options);
  }

  /** Switches an integration off: only {@link IntegrationLifecycle.enable} switches it on again. */
  async disable(integrationId: string, options: CallOptions = {}): Promise<Integration> {
    return changeRecord(
      this.#dependencies,
      integrationId,
      (integration) => ({ ...withStatus(integration, 'DISABLED'), dueAt: null }),
      options,
    );
  }

  /** Switches an integration on that was switched off, and has it checked. Errors of before are forgotten: the check finds them anew. */
  async enable(integrationId: string, options: CallOptions = {}): Promise<Integration> {
    const found = await findRecord(this.#dependencies, integrationId, options);
    if (found.status !== 'DISABLED') return found;
    const crm = await tryToResolve(this.#dependencies, found);
    const needsConfig = (await crm?.checkIfNeedsConfig(found.config)) ?? false;
    const dueAt = needsConfig ? null : toIso(this.#dependencies.clock.now());
    const record = await changeRecord(
      this.#dependencies,
      integrationId,
      (integration) => {
        if (integration.status !== 'DISABLED') return integration;
        const errors = integration.messages.filter(({ level }) => level === 'error').map(({ code }) => code);
        const enabled = withStatus(withoutMessages(integration, errors), needsConfig ? 'NEEDS_CONFIG' : 'ENABLED');
        return { ...enabled, dueAt, failedAttempts: 0 };
      },
      options,
    );
    if (dueAt !== null) await requestReconcile(this.#dependencies, record, options);
    return record;
  }

  /**
   * Notes that an account of the integration does not work, for its owner to see; its check then comes soon, and takes back
   * what is over. Does nothing for one that is gone or being deleted.
   */
  async markError(integrationId: string, { code, text }: { readonly code: string; readonly text: string }): Promise<void> {
    const { clock, settings } = this.#dependencies;
    const at = toIso(clock.now());
    const soon = toIso(clock.now() + settings.checkSoonMs);
    await this.#changeHealth(integrationId, (integration) => {
      const isKnown = integration.messages.some((message) => message.code === code && message.text === text && message.level === 'error');
      // A storm of failures is one message.
      if (isKnown) return integration;
      const { dueAt } = integration;
      return { ...withMessage(integration, { level: 'error', code, text, at }), dueAt: dueAt !== null && dueAt > soon ? soon : dueAt };
    });
  }

  /** Takes such a note back. The integration works again when no other is left; who is switched off stays so. */
  async clearError(integrationId: string, code: string): Promise<void> {
    const dueAt = toIso(this.#dependencies.clock.now());
    await this.#changeHealth(integrationId, (integration) => {
      if (!integration.messages.some((message) => message.code === code)) return integration;
      const cleared = withoutMessages(integration, [code]);
      return integration.status === 'ERROR' && !hasError(cleared) ? { ...cleared, dueAt } : cleared;
    });
  }

  /** @returns what the owner can set, as a form, and what is set now. Calls no API. */
  async configOptions(integrationId: string, options: CallOptions = {}): Promise<ConfigOptions> {
    return configOptions(this.#dependencies, integrationId, options);
  }

  /**
   * Makes the form again, with the numbers that the workspace has now.
   * @param values - What the owner has filled in and not sent yet. @defaultValue what is set
   */
  async refreshConfigOptions(integrationId: string, values?: JsonObject, options: CallOptions = {}): Promise<ConfigOptions> {
    return refreshConfigOptions(this.#dependencies, integrationId, { values, ...options });
  }

  async #changeHealth(integrationId: string, change: (integration: Integration) => Integration): Promise<void> {
    try {
      await changeStoredIntegration(this.#dependencies, integrationId, (integration) => {
        if (integration.status === 'IN_DELETION') return integration;
        return withHealth(change(integration));
      });
    } catch (error) {
      if (!FriggCrmError.hasCode(error, 'INTEGRATION_NOT_FOUND')) throw error;
    }
  }
}
