import type { CallOptions, JsonObject } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type {
  ActivityLogDependencies,
  ActivityLogResult,
  ActivityLogTools,
  LogCallRequest,
  LogMessageRequest,
} from './activity-log-types.ts';
import { ActivityStore } from './activity-store.ts';
import { CallFactsStore } from './call-facts-store.ts';
import type { ContactLookUp } from './contact-look-ups.ts';
import { logCall } from './log-call.ts';
import { logMessage } from './log-message.ts';
import { QuoDirectory } from './quo-directory.ts';

/**
 * Writes calls and texts of Quo into the CRM, each as one activity on each contact who took part, and brings activities
 * up to date when more becomes known. May be called for the same call or text any number of times, in any order.
 */
export class ActivityLog {
  readonly #tools: ActivityLogTools;

  constructor(dependencies: ActivityLogDependencies) {
    const { documents, clock, logger } = dependencies;
    this.#tools = {
      ...dependencies,
      activities: new ActivityStore({ documents, clock }),
      callFacts: new CallFactsStore({ documents, clock }),
      directory: new QuoDirectory({ clock, logger }),
    };
  }

  /**
   * @throws when it could not be written for one of the participants and may be later; the others were not held up.
   * @throws {ActivityRefusedError} when the CRM will not take it for one of them.
   */
  async logCall(integration: CrmIntegration, request: LogCallRequest, options: CallOptions = {}): Promise<ActivityLogResult> {
    return logCall(this.#tools, integration, request, options);
  }

  /** @throws as `logCall` does. */
  async logMessage(integration: CrmIntegration, request: LogMessageRequest, options: CallOptions = {}): Promise<ActivityLogResult> {
    return logMessage(this.#tools, integration, request, options);
  }

  /**
   * Looks once more for contacts whom nobody knew, as an entry of kind `contact-look-up` asks.
   * @throws as `logCall` does.
   */
  async lookUpContact(integration: CrmIntegration, data: JsonObject, options: CallOptions = {}): Promise<ActivityLogResult> {
    const lookUp = data as unknown as ContactLookUp;
    if (lookUp.kind === 'call') return logCall(this.#tools, integration, lookUp, options);
    return logMessage(this.#tools, integration, { ...lookUp, messageId: lookUp.message.id }, options);
  }
}
