import type { Logger } from '@frigg-crm/core';
import type { SqsFailure } from './sqs-failure.ts';

/** What servers that know no groups on standard queues call their refusal. */
const REFUSAL_CODES: ReadonlySet<string> = new Set([
  'InvalidParameterValue',
  'InvalidParameterCombination',
  'InvalidParameter',
  'InvalidAttributeName',
  'InvalidAttributeValue',
  'UnsupportedOperation',
  'UnknownParameter',
  'ValidationError',
  'ValidationException',
]);

/** @returns whether a refusal may be about the group of a message, so that it is worth sending the message without. */
export function mayRefuseGroup({ code, isRetryable, reason = '' }: SqsFailure): boolean {
  return !isRetryable && (REFUSAL_CODES.has(code) || reason.includes('MessageGroupId'));
}

/**
 * Which standard queues refuse MessageGroupId. There it is a hint to spread work fairly, which SQS knows since July 2025
 * ("Amazon SQS fair queues") and other servers may not know at all: a message does without it.
 */
export class GroupHints {
  readonly #refusing = new Set<string>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  isRefusedBy(queueUrl: string): boolean {
    return this.#refusing.has(queueUrl);
  }

  /** Leaves the group out from now on: the queue refused a message with it and accepted the same one without. */
  leaveOut(queueUrl: string, { code, reason }: Pick<SqsFailure, 'code' | 'reason'>): void {
    if (this.#refusing.has(queueUrl)) return;
    this.#refusing.add(queueUrl);
    this.#logger.warn(
      { queue: queueUrl.split('/').at(-1), code, reason },
      'standard queue refuses MessageGroupId; sending messages without it from now on',
    );
  }
}
