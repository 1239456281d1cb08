import type { Process } from '@frigg-crm/core';
import { MessageMismatchError } from '../failures/message-mismatch-error.ts';
import type { MessageAddress } from '../queue/sync-message.ts';
import { readSyncContext } from './sync-context.ts';

/** @returns what a message says of the process that it belongs to, as it is now. */
export function addressOf(process: Process): MessageAddress {
  const { connector, personObjectType } = readSyncContext(process);
  const { generation = 0 } = process.ledger;
  const address = { integrationId: process.integrationId, connector, personObjectType, processId: process.id };
  return generation === 0 ? address : { ...address, generation };
}

/**
 * Holds a message against the process that it names.
 * @throws {MessageMismatchError} when the process belongs to another integration, connector or type of people.
 */
export function assertAddressedTo(process: Process, message: MessageAddress): void {
  const known = addressOf(process);
  const wrong = (['integrationId', 'connector', 'personObjectType'] as const).filter((key) => known[key] !== message[key]);
  if (wrong.length > 0)
    throw new MessageMismatchError(`A message of process ${process.id} does not belong to it: ${wrong.join(', ')} differ`);
}

/** @returns whether a process was re-opened since a message was made: then what is missing has been queued anew. */
export function isOfEarlierLife(process: Process, { generation = 0 }: MessageAddress): boolean {
  return generation < (process.ledger.generation ?? 0);
}
