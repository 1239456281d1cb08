import { toQuoContact, type ContactOptions } from '@frigg-crm/crm-base/connector';
import { toSourceUrl, type QuoContact } from '@frigg-crm/quo';
import type { AttioPerson } from '../client/attio-person.ts';

/** How a person of Attio becomes a contact of Quo; Attio keeps numbers without `+` only where it could not read them. */
export type PersonMappingOptions = Pick<ContactOptions, 'source' | 'defaultCountry'>;

/** Writes a person of Attio as a contact of Quo, as {@link toQuoContact} does. */
export function attioPersonToQuoContact(person: AttioPerson, options: PersonMappingOptions): QuoContact {
  const { id: externalId, firstName: first, lastName: last, fullName: whole, companyName: company, jobTitle: role } = person;
  const phones = person.phones.map((value) => ({ value, label: 'Phone' }));
  const emails = person.emails.map((value) => ({ value, label: 'Email' }));
  const [name, sourceUrl] = [{ first, last, whole, instead: [company] }, toSourceUrl(person.webUrl)];
  return toQuoContact({ ...person, externalId, sourceUrl, name, phones, emails, company, role }, options);
}
