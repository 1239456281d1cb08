import { FriggCrmError, type CallOptions, type Process, type ProcessUpdateSink } from '@frigg-crm/core';
import { MAX_ERRORS, boundError, withGeneration, type ExpectUnitsUpdate, type SettleUnitUpdate } from '@frigg-crm/core/adapter';

type UnitsOf<Update> = Omit<Update, 'type' | 'processId' | 'updateId' | 'generation'>;

/**
 * @param process - As it was when the work began.
 * @param announcement.name - Distinguishes this announcement from others of as many units. @defaultValue none
 * @returns the update that announces units; the same announcement leads to the same update.
 */
export function announceUnits(
  process: Pick<Process, 'id' | 'ledger'>,
  { name, ...announcement }: UnitsOf<ExpectUnitsUpdate> & { readonly name?: string },
): ExpectUnitsUpdate {
  const updateId = `announce#${announcement.expectedUnits - 1}${name === undefined ? '' : `:${name}`}`;
  return withGeneration(process, { ...announcement, type: 'EXPECT_UNITS', processId: process.id, updateId });
}

/**
 * @param process - As it was when the work began.
 * @returns the update that settles a unit; the same work leads to the same update. Errors are cut to what the process
 * keeps of them, so that they fit into a message.
 */
export function settleUnit(
  process: Pick<Process, 'id' | 'ledger'>,
  { key, errors = [], ...settlement }: Omit<UnitsOf<SettleUnitUpdate>, 'key'> & { readonly key?: string | undefined },
): SettleUnitUpdate {
  return withGeneration(process, {
    ...settlement,
    ...(key !== undefined && { key }),
    type: 'SETTLE_UNIT',
    processId: process.id,
    updateId: `unit#${settlement.unit}`,
    errors: errors.slice(-MAX_ERRORS).map(boundError),
  });
}

/**
 * Submits the settlement of a unit. Where it is larger than a message, its oldest errors are left out: the counts are
 * complete in any case.
 */
export async function submitSettlement(sink: ProcessUpdateSink, settlement: SettleUnitUpdate, options: CallOptions = {}): Promise<void> {
  for (let update = settlement; ; update = withFewerErrors(update)) {
    try {
      return await sink.submit([update], options);
    } catch (error) {
      if (!FriggCrmError.hasCode(error, 'MESSAGE_TOO_LARGE') || (update.errors ?? []).length === 0) throw error;
    }
  }
}

function withFewerErrors({ errors = [], ...update }: SettleUnitUpdate): SettleUnitUpdate {
  return { ...update, errors: errors.slice(Math.ceil(errors.length / 2)) };
}
