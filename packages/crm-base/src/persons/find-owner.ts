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
 * Says whose a phone number is that several people have: of the object type that comes first in
 * `CRMConfig.personObjectTypes`, and of these whoever has the smallest id, compared by its bytes in UTF-8. The answer is
 * the same on every machine and whoever was written first; object types that are not in the configuration (any more)
 * come last.
 * @param people - Everybody with the number, such as `MappingRepository.findByPhones` returns them for this number.
 * @returns `undefined` when nobody has the number.
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
