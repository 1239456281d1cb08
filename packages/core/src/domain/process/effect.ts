import type { JsonObject } from '../json.ts';
import type { ProcessUpdate } from './process-update.ts';

/** A message that the process decided to send; `id` is the same each time it is sent. */
export interface MessageEffect {
  readonly kind: 'message';
  readonly id: string;
  /** The message's event, such as `COMPLETE_SYNC`. */
  readonly event: string;
  readonly data: JsonObject;
}

/** An update that the process decided to give to another process, its parent. */
export interface UpdateEffect {
  readonly kind: 'update';
  readonly id: string;
  readonly update: ProcessUpdate;
}

/** Something that follows from a change and is carried out after the change is saved. */
export type Effect = MessageEffect | UpdateEffect;
