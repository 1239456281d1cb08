import { sha256 } from '../system/sha256.ts';
import { toGroupId } from '../system/to-group-id.ts';

/** @returns the group of a process's updates. */
export function toUpdateGroupId(processId: string): string {
  return toGroupId(`process-${processId}`);
}

/**
 * @param body - The canonical text of the update, with the ids of the process and of the work in it.
 * @returns what the same update is recognised by when it is sent twice, and two different ones are told apart by.
 */
export function toUpdateDeduplicationId(body: string): string {
  return `update-sha256-${sha256(body)}`;
}
