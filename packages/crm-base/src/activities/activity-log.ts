import type { CallOptions, JsonObject } from '@frigg-crm/core';
import { trackEvents } from '../analytics/track-events.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { isLoggingEnabled } from '../connector/logging-settings.ts';
import type {
  ActivityLogDependencies,
  ActivityLogResult,
  ResolvedActivityLogDependencies,
  LogCallRequest,
  LogMessageRequest,
} from './activity-log-types.ts';
import { ActivityStore } from './activity-store.ts';
import { CallFactsStore } from './call-facts-store.ts';
import { logCall } from './log-call.ts';
import { logMessage } from './log-message.ts';
import { QuoDirectory } from './quo-directory.ts';
import { readContactLookup } from './read-entries.ts';

/**
 * Writes calls and texts of Quo into the CRM, each as one activity on each contact who took part, and updates activities
 * when more becomes known. May be called for the same call or text any number of times, in any order.
 */
export class ActivityLog {
  readonly #dependencies: ResolvedActivityLogDependencies;

  constructor(dependencies: ActivityLogDependencies) {
    const { documents, clock, logger } = dependencies;
    this.#dependencies = {
      ...dependencies,
      activities: new ActivityStore({ documents, clock }),
      callFacts: new CallFactsStore({ documents, clock }),
      directory: new QuoDirectory({ clock, logger }),
    };
  }

  /**
   * @throws when it could not be written for one of the participants and may be later; the others were not held up.
   * @throws {AccountChangedError} when another account is connected than before.
   * @throws {ActivityRefusedError} when the CRM will not take it for one of them.
   */
  async logCall(integration: CrmIntegration, request: LogCallRequest, options: CallOptions = {}): Promise<ActivityLogResult> {
    if (await this.#isOff(integration, 'call', options)) return LOGGING_OFF;
    await this.#dependencies.verifyAccounts?.(integration);
    return this.#tracked(integration, 'CallLogged', await logCall(this.#dependencies, integration, request, options));
  }

  /** @throws as `logCall` does. */
  async logMessage(integration: CrmIntegration, request: LogMessageRequest, options: CallOptions = {}): Promise<ActivityLogResult> {
    if (await this.#isOff(integration, 'message', options)) return LOGGING_OFF;
    await this.#dependencies.verifyAccounts?.(integration);
    return this.#tracked(integration, 'MessageLogged', await logMessage(this.#dependencies, integration, request, options));
  }

  /**
   * Repeats the lookup of contacts that were unknown before, for an entry of kind `contact-lookup`.
   * @throws as `logCall` does.
   * @throws {InvalidMessageError} when the data are none of such an entry.
   */
  async lookupContact(integration: CrmIntegration, data: JsonObject, options: CallOptions = {}): Promise<ActivityLogResult> {
    const lookup = readContactLookup(data);
    if (lookup.kind === 'call') return this.logCall(integration, lookup, options);
    return this.logMessage(integration, { ...lookup, messageId: lookup.message.id }, options);
  }

  /** An activity is counted when it is new, not each time that more is known of it. */
  #tracked(integration: CrmIntegration, name: 'CallLogged' | 'MessageLogged', result: ActivityLogResult): ActivityLogResult {
    const participants = result.kind === 'logged' ? result.participants : [];
    const count = participants.filter((each) => each.logged && each.action === 'created').length;
    trackEvents(this.#dependencies.analytics, integration, { name, count });
    return result;
  }

  /** Read each time: what was accepted before a change follows it too. */
  async #isOff({ integrationId }: CrmIntegration, kind: 'call' | 'message', options: CallOptions): Promise<boolean> {
    const config = await this.#dependencies.readConfig?.(integrationId, options);
    return config !== undefined && !isLoggingEnabled(config, kind);
  }
}

const LOGGING_OFF: ActivityLogResult = { kind: 'skipped', reason: 'logging-off' };
