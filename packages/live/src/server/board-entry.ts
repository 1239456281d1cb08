import type { ProcessProgress } from '@frigg-crm/core';
import { toPackItem, type PackItem } from './pack-messages.ts';

/** A state of a process with its JSON, which is made once for all who watch it. */
export interface BoardEntry extends PackItem {
  readonly progress: ProcessProgress;
}

/** A text that would not fit into a message is cut here, in UTF-16 code units. */
const MAX_REASON_LENGTH = 1000;

/** @returns the state as it is sent. */
export function toBoardEntry(progress: ProcessProgress): BoardEntry {
  const { waiting } = progress;
  const sent =
    waiting !== null && waiting.message.length > MAX_REASON_LENGTH
      ? { ...progress, waiting: { ...waiting, message: `${waiting.message.slice(0, MAX_REASON_LENGTH)}…` } }
      : progress;
  return { progress: sent, ...toPackItem(sent) };
}
