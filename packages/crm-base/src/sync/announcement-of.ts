import type { Process } from '@frigg-crm/core';
import { readUnitReference, type ProcessPersonBatchData } from '../queue/sync-message.ts';

/** @returns which fetch of its page a message belongs to; `undefined` where all fetches are alike. */
export function keyOf({ reference }: Pick<ProcessPersonBatchData, 'reference'>): string | undefined {
  return reference.kind === 'page' ? reference.key : undefined;
}

/** @returns whether the page of a message was announced: with these people, with others, or not yet. */
export function announcementOf({ ledger }: Process, data: ProcessPersonBatchData): 'this' | 'another' | 'none' {
  const key = keyOf(data);
  if (key === undefined) return 'this';
  const announced = readUnitReference(ledger.open[String(data.unit)]);
  if (announced === undefined) return data.unit < ledger.expectedUnits ? 'this' : 'none';
  const known = announced.kind === 'page' ? announced.key : undefined;
  return known === undefined || known === key ? 'this' : 'another';
}
