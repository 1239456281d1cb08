import type { JsonObject } from '../json.ts';

/** A message that is sent as soon as fewer than `below` units are outstanding. */
export interface WaitingMessage {
  readonly below: number;
  readonly event: string;
  readonly data: JsonObject;
}
