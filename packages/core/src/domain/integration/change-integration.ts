import { IllegalStatusError } from '../../errors/illegal-status-error.ts';
import type { JsonObject } from '../json.ts';
import { applyMergePatch } from './merge-patch.ts';
import { isValidStatusChange, type IntegrationStatus } from './integration-status.ts';
import type { Integration, IntegrationNotice } from './integration.ts';

/** So many notices are kept, the newest. */
const MAX_NOTICES = 50;

/** @throws {IllegalStatusError} when it cannot get there. */
export function withStatus(integration: Integration, status: IntegrationStatus): Integration {
  if (!isValidStatusChange(integration.status, status)) throw new IllegalStatusError(integration.status, status);
  return { ...integration, status };
}

/** @returns the integration with the patch (RFC 7396) in its configuration. @throws {InvalidIntegrationDataError} for keys that could reach a prototype. */
export function withConfig(integration: Integration, patch: JsonObject): Integration {
  return { ...integration, config: applyMergePatch(integration.config, patch) };
}

/** @returns the integration with the notice in place of an older one of the same code. */
export function withNotice(integration: Integration, notice: IntegrationNotice): Integration {
  const others = integration.messages.filter(({ code }) => code !== notice.code);
  return { ...integration, messages: [...others, notice].slice(-MAX_NOTICES) };
}

/** @returns the integration without the notices of these codes. */
export function withoutNotices(integration: Integration, codes: readonly string[]): Integration {
  return { ...integration, messages: integration.messages.filter(({ code }) => !codes.includes(code)) };
}

/**
 * @alias
 * @deprecated Use {@link withNotice}.
 */
export const withMessage = withNotice;
/**
 * @alias
 * @deprecated Use {@link withoutNotices}.
 */
export const withoutMessages = withoutNotices;
