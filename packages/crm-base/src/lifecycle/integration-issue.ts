import { FriggCrmError, withMessage, withoutMessages, type Integration, type IntegrationMessage } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { AccountChangedError } from '../failures/account-changed-error.ts';
import { UnknownIntegrationError } from '../failures/unknown-integration-error.ts';
import { askedWaitMs, isRateLimited } from '../failures/classify-failure.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';

/** What can be wrong with an integration, in the words of its messages. */
export type IntegrationIssueCode =
  /** Quo refuses the key. */
  | 'QUO_KEY_REFUSED'
  /** The phone numbers or the webhooks could not be set up at Quo. */
  | 'QUO_WEBHOOKS_FAILED'
  /** The owner's change of numbers could not be carried out; what was there before still works. */
  | 'QUO_NUMBERS_NOT_CHANGED'
  /** The workspace has no number at all, so there is nothing to log. */
  | 'QUO_NO_NUMBERS'
  /** None of the selected numbers is in the workspace. */
  | 'QUO_NUMBERS_GONE'
  /** Some of the selected numbers are not in the workspace. */
  | 'QUO_NUMBERS_DROPPED'
  /** The CRM sends no webhooks; changes still come with each sync. */
  | 'CRM_WEBHOOKS_FAILED'
  /** The CRM refuses the account. */
  | 'CRM_ACCESS_REFUSED'
  | 'INITIAL_SYNC_FAILED'
  /** Another account is connected than the one whose persons the integration holds. */
  | 'ACCOUNT_CHANGED'
  /** A worker was refused by one of the accounts. */
  | 'ACCOUNT_REFUSED'
  /** Its connector or its credentials are not at hand. */
  | 'INTEGRATION_NOT_LOADED';

/** Something that did not work, and what comes of it. */
export interface IntegrationIssue {
  readonly code: IntegrationIssueCode;
  readonly level: IntegrationMessage['level'];
  readonly text: string;
  /** Whether the work as a whole has failed and is repeated. */
  readonly isFatal: boolean;
  /** Not before so many milliseconds. @defaultValue 0 */
  readonly waitMs?: number | undefined;
  /** An API asked us to wait: no attempt was made. @defaultValue false */
  readonly isNoAttempt?: boolean | undefined;
}

/** A selection that has lost numbers stays so until its owner selects again. */
export const SELECTION_CODES: readonly IntegrationIssueCode[] = ['QUO_NUMBERS_NOT_CHANGED', 'QUO_NUMBERS_GONE', 'QUO_NUMBERS_DROPPED'];

/** What a work on an integration finds out anew each time. */
const FOUND_OUT: readonly IntegrationIssueCode[] = [
  'QUO_KEY_REFUSED',
  'QUO_WEBHOOKS_FAILED',
  'QUO_NO_NUMBERS',
  'CRM_WEBHOOKS_FAILED',
  'CRM_ACCESS_REFUSED',
  'INITIAL_SYNC_FAILED',
  'ACCOUNT_CHANGED',
  'ACCOUNT_REFUSED',
  'INTEGRATION_NOT_LOADED',
];

const MAX_TEXT_LENGTH = 500;

/** No repetition mends it, and what is encrypted is not ours to throw away: another program may have the key. */
const UNREADABLE =
  'The stored secrets cannot be decrypted: give this program the vault key they were stored under as a previous key, or delete this integration and connect the account as a new one';

/** Makes the issue of an error. `text` says what is wrong and what to do; the error's code is added, never its text. */
export function toIssue(error: unknown, { code, text, isFatal }: Pick<IntegrationIssue, 'code' | 'text' | 'isFatal'>): IntegrationIssue {
  const reason = toErrorEntry(error).code;
  const isUnreadable = FriggCrmError.hasCode(error, 'CREDENTIAL_UNREADABLE');
  return {
    code,
    // An error lasts until the next check takes it back: what no check looks at again is none.
    level: isUnreadable && FOUND_OUT.includes(code) ? 'error' : 'warning',
    text: `${isUnreadable ? UNREADABLE : text} (${reason})`,
    isFatal,
    waitMs: askedWaitMs(error),
    isNoAttempt: isRateLimited(error),
  };
}

/** @returns what is wrong with an integration that this program cannot load. */
export function notLoaded({ id }: Integration): IntegrationIssue {
  const error = new UnknownIntegrationError(`The integration ${id} cannot be loaded here`);
  const text = 'The integration could not be loaded: look whether it is still connected to its accounts';
  return toIssue(error, { code: 'INTEGRATION_NOT_LOADED', text, isFatal: true });
}

/** @returns what is wrong with an integration whose account is another one than before. */
export function accountChanged(error: AccountChangedError): IntegrationIssue {
  return { ...toIssue(error, { code: 'ACCOUNT_CHANGED', text: error.message, isFatal: true }), level: 'error' };
}

/** @returns the integration with a message about the issue. */
export function withIssue(integration: Integration, { level, code, text }: IntegrationIssue, nowMs: number): Integration {
  return withMessage(integration, { level, code, text: text.slice(0, MAX_TEXT_LENGTH), at: toIso(nowMs) });
}

/** @returns the integration with messages about these issues, and without those that are over. */
export function withIssues(integration: Integration, issues: readonly IntegrationIssue[], nowMs: number): Integration {
  return issues.reduce((noted, issue) => withIssue(noted, issue, nowMs), withoutMessages(integration, FOUND_OUT));
}

/** @returns whether a message about such an issue stands on the integration. */
export function hasIssue({ messages }: Integration, wanted: IntegrationIssueCode): boolean {
  return messages.some(({ code }) => code === wanted);
}

/** @returns whether something keeps the integration in `ERROR`. */
export function hasError({ messages }: Integration): boolean {
  return messages.some(({ level }) => level === 'error');
}
