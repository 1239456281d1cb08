import type { InboxControl } from '@frigg-crm/crm-base';
import type * as z from 'zod';
import type { Backend } from '../backend.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Call, Reply } from '../http/route.ts';
import { findIntegration } from '../integrations/find-integration.ts';
import { toEntry, type replayedSchema } from './inbox-schemas.ts';

/** What routes about single entries work with. */
export interface EntryWork {
  readonly backend: Backend;
  readonly control: InboxControl;
}

/** An entry, as a path names it. */
export interface EntryAddress {
  readonly integrationId: string;
  readonly entryId: string;
}

/**
 * Gives a failed entry another set of attempts. One that waits is left as it is; of one that is done nothing is left to replay.
 * @throws {ProblemError} `NOT_FOUND` or `CONFLICT`.
 */
export async function replayEntry(
  { backend, control }: EntryWork,
  { integrationId, entryId: id }: EntryAddress,
  { principal, signal }: Call,
): Promise<Reply<z.output<typeof replayedSchema>>> {
  await findIntegration(backend, { principal, integrationId }, { signal });
  const was = await control.redriveOne({ integrationId, id }, { signal });
  if (was === 'done') throw new ProblemError('CONFLICT', 'It is done, and its data was forgotten: a replay would change nothing');
  const record = await backend.services.inbox.find({ integrationId, id, signal });
  if (was === undefined || record === undefined) throw new ProblemError('NOT_FOUND', 'There is no entry with this id');
  return { body: { wasRedriven: was === 'failed', entry: toEntry(record) } };
}
