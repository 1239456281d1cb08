import type { ProcessUpdate } from '../domain/process/process-update.ts';
import { FriggCrmError } from '../errors/frigg-crm-error.ts';

/** What it means that an update was not taken in. */
export type Refusal =
  /** Too late: there is nothing left to do or to say. */
  | 'void'
  /** What has to come before it is not there: it may be on its way. */
  | 'early'
  /** No attempt can succeed. */
  | 'refused'
  /** Nothing is wrong with the update: something around it does not work at the moment. */
  | 'transient';

const CONTROL: ReadonlySet<ProcessUpdate['type']> = new Set(['PAUSE_PROCESS', 'RESUME_PROCESS', 'REOPEN_PROCESS']);

/** Queues and settings have to be put right; the update itself may be fine, or is even stored already. */
const SURROUNDINGS: ReadonlySet<string> = new Set(['QUEUE_SEND_FAILED', 'CONFIGURATION_INVALID']);

/** Says what to make of the error with which `ApplyProcessUpdates` rejected an update. */
export function judgeRefusal(update: ProcessUpdate, error: unknown): Refusal {
  if (!FriggCrmError.is(error) || error.retryable || SURROUNDINGS.has(error.code)) return 'transient';
  // A deleted process needs no updates, and a request that no longer fits changes nothing.
  if (error.code === 'PROCESS_NOT_FOUND' || CONTROL.has(update.type)) return 'void';
  if (error.code === 'UNITS_OUTSTANDING') return 'early';
  if (error.code !== 'ILLEGAL_TRANSITION') return 'refused';
  // A process that is paused completes when it goes on; any other move was overtaken.
  return update.type === 'COMPLETE_PROCESS' ? 'early' : 'void';
}
