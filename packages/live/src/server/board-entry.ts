import type { ProcessProgress } from '@frigg-crm/core';
import { toPackItem, type PackItem } from './pack-messages.ts';

/** A state of a process with its JSON, which is made once for all who watch it. */
export interface BoardEntry extends PackItem {
  readonly progress: ProcessProgress;
}

/** Texts of people are cut here, in UTF-16 code units: one that does not fit into a message would hold up all behind it. */
const MAX_TEXT_LENGTH = 1000;

/** @returns the state as it is sent. */
export function toBoardEntry(progress: ProcessProgress): BoardEntry {
  const { waiting, processName, processType, kind } = progress;
  const sent: ProcessProgress = {
    ...progress,
    processName: cut(processName),
    processType: cut(processType),
    kind: cut(kind),
    waiting: waiting === null ? null : { ...waiting, message: cut(waiting.message) },
  };
  return { progress: sent, ...toPackItem(sent) };
}

function cut(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}…` : text;
}
