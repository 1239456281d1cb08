import { toQuoContact, type ContactOptions } from '@frigg-crm/crm-base/connector';
import type { QuoContact } from '@frigg-crm/quo';
import type { PipedrivePerson } from '../client/pipedrive-person.ts';

/** How a person of Pipedrive becomes a contact of Quo. */
export interface PersonMappingOptions extends Pick<ContactOptions, 'source' | 'defaultCountry'> {
  /** The company's own host: a link through `app.pipedrive.com` would not know the company. */
  readonly apiDomain: string;
  /** The name of the person's organisation; `null` when there is none. */
  readonly organizationName: string | null;
}

/** Writes a person of Pipedrive as a contact of Quo, as {@link toQuoContact} does. */
export function pipedrivePersonToQuoContact(person: PipedrivePerson, options: PersonMappingOptions): QuoContact {
  const { id, firstName: first, lastName: last, name: whole, jobTitle: role } = person;
  const { organizationName: company, apiDomain } = options;
  const sourceUrl = `${apiDomain}/person/${id}`;
  return toQuoContact({ ...person, externalId: id, sourceUrl, name: { first, last, whole }, company, role }, options);
}
