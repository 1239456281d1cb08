import type { PersonMapping } from '@frigg-crm/core';
import { comparePeople } from '@frigg-crm/core/adapter';
import type { ResolvedCRMConfig } from '../connector/crm-config.ts';

/** Whose a phone number is. */
export interface PhoneOwner {
  readonly owner: PersonMapping;
  /** Who else has the number, in the order in which they would own it. Not empty: the number is shared. */
  readonly others: readonly PersonMapping[];
}

/**
 * Decides whose a phone number is that several people have: the person of the object type that comes first in
 * `CRMConfig.personObjectTypes`, and within one type the person with the smallest id, compared by its bytes in UTF-8. The
 * result is the same on every machine and for every order of writes; object types that are not in the configuration (any
 * more) come last.
 * @param people - All people with the number, as `MappingRepository.findByPhones` returns them for this number.
 * @returns `undefined` when `people` is empty.
 */
export function findOwner(
  people: readonly PersonMapping[],
  { personObjectTypes }: Pick<ResolvedCRMConfig, 'personObjectTypes'>,
): PhoneOwner | undefined {
  const ranks = new Map(personObjectTypes.map(({ crmObjectName }, index) => [crmObjectName, index]));
  const rankOf = ({ objectType }: PersonMapping): number => ranks.get(objectType) ?? personObjectTypes.length;
  const [owner, ...others] = people.toSorted((one, other) => rankOf(one) - rankOf(other) || comparePeople(one, other));
  return owner === undefined ? undefined : { owner, others };
}
