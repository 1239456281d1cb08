import { FAULT_KINDS, type FaultKind } from '@frigg-crm/testing';

/** @returns the faults of these names. @throws {RangeError} naming all there are, when there is none of a name. */
export function readFaults(names: readonly string[] | undefined): readonly FaultKind[] | undefined {
  return names?.map((name) => {
    if (Object.hasOwn(FAULT_KINDS, name)) return name as FaultKind;
    throw new RangeError(`There is no fault ${name}; there are ${Object.keys(FAULT_KINDS).join(', ')}`);
  });
}
