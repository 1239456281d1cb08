import { toVisibleText } from '@frigg-crm/crm-base';
import { toQuoContact, type ContactOptions, type ContactParts } from '@frigg-crm/crm-base/connector';
import type { QuoContact } from '@frigg-crm/quo';
import { ZOHO_MODULES } from '../client/zoho-modules.ts';
import type { ZohoPerson } from '../client/zoho-person.ts';

/** How a record of Zoho CRM becomes a contact of Quo. */
export interface ZohoMappingOptions extends Pick<ContactOptions, 'source' | 'defaultCountry'> {
  /** Where people of the company open its records, such as `https://crm.zoho.eu`. */
  readonly webUrl: string;
  /** `domain_name` of the company: another company's would open nothing. */
  readonly domainName: string;
}

/** Writes a contact, lead or account as a contact of Quo, as {@link toQuoContact} does. */
export function zohoPersonToQuoContact(person: ZohoPerson, options: ZohoMappingOptions): QuoContact {
  const { id, objectType, firstName: first, lastName: last, name, company } = person;
  const sourceUrl = `${options.webUrl}/crm/${options.domainName}/tab/${ZOHO_MODULES[objectType].module}/${id}`;
  const contact = { ...person, externalId: id, sourceUrl };
  // The name of an account is one name, however many words it has.
  if (objectType === 'Account') return toQuoContact({ ...contact, name: { first: name, last: null } }, options);
  // The whole name may begin with a title: it only counts where the last name, which Zoho demands, is hidden.
  const whole = toVisibleText(last) === undefined ? name : undefined;
  const nameOf: ContactParts['name'] = ({ emails, phones }) => {
    return { first, last, whole, instead: [company, emails[0]?.value, phones[0]?.value] };
  };
  return toQuoContact({ ...contact, name: nameOf }, options);
}
