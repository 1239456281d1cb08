import { toIso, withMessage, withoutMessages, type Integration, type IntegrationMessage } from '@frigg-crm/core';
import { askedWaitMs, isRateLimited, toErrorEntry } from '../sync/retry-delay.ts';

/** What can be wrong with an integration, in the words of its messages. */
export type TroubleCode =
  /** Quo refuses the key. */
  | 'QUO_KEY_REFUSED'
  /** The phone numbers or the webhooks could not be set up at Quo. */
  | 'QUO_WEBHOOKS_FAILED'
  /** The owner's change of numbers could not be carried out; what was there before still works. */
  | 'QUO_NUMBERS_NOT_CHANGED'
  /** None of the selected numbers is in the workspace any more. */
  | 'QUO_NUMBERS_GONE'
  /** The CRM does not tell of changes; they still come with each sync. */
  | 'CRM_WEBHOOKS_FAILED'
  | 'INITIAL_SYNC_FAILED'
  /** Its connector or its credentials are not at hand. */
  | 'INTEGRATION_NOT_LOADED';

/** Something that did not work, and what comes of it. */
export interface Trouble {
  readonly code: TroubleCode;
  readonly level: IntegrationMessage['level'];
  readonly text: string;
  /** Whether the work as a whole has failed and is repeated. */
  readonly isFatal: boolean;
  /** Not before so many milliseconds. @defaultValue 0 */
  readonly waitMs?: number | undefined;
  /** Somebody asked us to wait: no attempt was made. @defaultValue false */
  readonly isNoAttempt?: boolean | undefined;
}

/** What a work on an integration finds out anew each time. */
const FOUND_OUT: readonly TroubleCode[] = [
  'QUO_KEY_REFUSED',
  'QUO_WEBHOOKS_FAILED',
  'QUO_NUMBERS_GONE',
  'CRM_WEBHOOKS_FAILED',
  'INITIAL_SYNC_FAILED',
  'INTEGRATION_NOT_LOADED',
];

const MAX_TEXT_LENGTH = 500;

/** Makes the trouble of an error. `text` says what is wrong and what to do; the error's code is added, never its text. */
export function toTrouble(error: unknown, { code, text, isFatal }: Pick<Trouble, 'code' | 'text' | 'isFatal'>): Trouble {
  const reason = toErrorEntry(error).code;
  const isNoAttempt = isRateLimited(error);
  return { code, level: 'warning', text: `${text} (${reason})`, isFatal, waitMs: askedWaitMs(error), isNoAttempt };
}

/** @returns the integration with a message about the trouble. */
export function withTrouble(integration: Integration, { level, code, text }: Trouble, nowMs: number): Integration {
  return withMessage(integration, { level, code, text: text.slice(0, MAX_TEXT_LENGTH), at: toIso(nowMs) });
}

/** @returns the integration with messages about these troubles, and without those that are over. */
export function withTroubles(integration: Integration, troubles: readonly Trouble[], nowMs: number): Integration {
  return troubles.reduce((told, trouble) => withTrouble(told, trouble, nowMs), withoutMessages(integration, FOUND_OUT));
}

/** @returns whether something keeps the integration in `ERROR`. */
export function hasError({ messages }: Integration): boolean {
  return messages.some(({ level }) => level === 'error');
}
