import { sha256 } from './sha256.ts';

/** What Amazon SQS accepts as a `MessageGroupId` and a `MessageDeduplicationId` (API reference, SendMessage): 1 to 128 visible characters of ASCII. */
const VALID_ID = /^[!-~]{1,128}$/;

/** @returns the text as a group id that every queue takes: the text itself, or a hash where it has no room or other characters. */
export function toGroupId(text: string): string {
  return VALID_ID.test(text) ? text : `sha256-${sha256(text)}`;
}
