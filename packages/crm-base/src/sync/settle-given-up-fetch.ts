import type { Process } from '@frigg-crm/core';
import { eachValue, outstandingUnits } from '@frigg-crm/core/adapter';
import { readUnitReference, type UnitReference } from '../queue/sync-message.ts';
import { settleUnit } from '../process/unit-updates.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

/** @returns whether the reference is that of a page that could not be fetched, so that what comes behind it is not known. */
export function isGivenUpFetch(reference: UnitReference | undefined): boolean {
  return reference?.kind === 'page' && reference.closes === true;
}

/**
 * A fetch is given up by two updates: its page closes the sync, and has failed. A worker that crashed between them has
 * left a page that must not be worked on: fetched after all, it would end the sync without the pages behind it.
 * @returns whether there was such a page; it is settled as failed now, and a redrive goes on from there.
 */
export async function settleGivenUpFetch({ updates }: Pick<SyncDependencies, 'updates'>, process: Process): Promise<boolean> {
  const { ledger, endedAt } = process;
  if (!ledger.closed || endedAt !== null) return false;
  const open = [...eachValue(outstandingUnits(ledger))];
  const unit = open.find((candidate) => isGivenUpFetch(readUnitReference(ledger.open[String(candidate)])));
  if (unit === undefined) return false;
  const errors = [
    {
      unit,
      code: 'PAGE_NOT_FETCHED',
      message: 'The page could not be fetched, and the worker that gave it up crashed before it could say why',
    },
  ];
  await updates.submit([settleUnit(process, { unit, outcome: 'FAILED', counts: { synced: 0, failed: 0, skipped: 0 }, errors })]);
  return true;
}
