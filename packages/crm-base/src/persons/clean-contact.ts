import type { QuoContact } from '@frigg-crm/quo';
import { withStorableTexts } from '../connector/to-storable-json.ts';
import { toVisibleText, withoutInvisible } from '../connector/visible-text.ts';

/** The name of a person whose own name cannot be seen. */
const NAMELESS = 'Unknown';

/**
 * @returns the contact without what Quo and its users cannot take: U+0000 and halves of surrogate pairs, names of which
 * nothing can be seen, invisible marks in numbers and addresses.
 */
export function cleanContact(contact: QuoContact): QuoContact {
  const cleaned = withStorableTexts(contact);
  const { firstName, lastName, phoneNumbers, emails, ...others } = cleaned.defaultFields;
  const names = {
    firstName: toVisibleText(firstName) ?? null,
    ...(lastName !== undefined && { lastName: toVisibleText(lastName) ?? null }),
  };
  const hasLostName = names.firstName === null && !names.lastName && [firstName, lastName].some(isGiven);
  return {
    ...cleaned,
    defaultFields: {
      ...others,
      ...names,
      ...(hasLostName && { firstName: NAMELESS }),
      phoneNumbers: phoneNumbers.map(({ name, value }) => ({ name, value: withoutInvisible(value) })),
      emails: emails.map(({ name, value }) => ({ name, value: withoutInvisible(value) })),
    },
  };
}

function isGiven(name: string | null | undefined): boolean {
  return name != null && name.trim() !== '';
}
