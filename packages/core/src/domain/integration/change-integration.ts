import { IllegalStatusError } from '../../errors/illegal-status-error.ts';
import type { JsonObject } from '../json.ts';
import { applyMergePatch } from './merge-patch.ts';
import { isValidStatusChange, type IntegrationStatus } from './integration-status.ts';
import type { Integration, IntegrationMessage } from './integration.ts';

/** So many messages are kept, the newest. */
const MAX_MESSAGES = 50;

/** @throws {IllegalStatusError} when it cannot get there. */
export function withStatus(integration: Integration, status: IntegrationStatus): Integration {
  if (!isValidStatusChange(integration.status, status)) throw new IllegalStatusError(integration.status, status);
  return { ...integration, status };
}

/** @returns the integration with the patch (RFC 7396) in its configuration. @throws {InvalidIntegrationDataError} for keys that could reach a prototype. */
export function withConfig(integration: Integration, patch: JsonObject): Integration {
  return { ...integration, config: applyMergePatch(integration.config, patch) };
}

/** @returns the integration with the message in place of an older one of the same code. */
export function withMessage(integration: Integration, message: IntegrationMessage): Integration {
  const others = integration.messages.filter(({ code }) => code !== message.code);
  return { ...integration, messages: [...others, message].slice(-MAX_MESSAGES) };
}

/** @returns the integration without the messages of these codes. */
export function withoutMessages(integration: Integration, codes: readonly string[]): Integration {
  return { ...integration, messages: integration.messages.filter(({ code }) => !codes.includes(code)) };
}
