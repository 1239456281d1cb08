import { ConfigurationError } from '@frigg-crm/core';
import * as z from 'zod';

/** The types of records that become contacts of Quo. */
export const zohoObjectTypeSchema = z.enum(['Contact', 'Lead', 'Account']);

/** A type of record that becomes a contact of Quo, as mappings and settings name it. */
export type ZohoObjectType = z.output<typeof zohoObjectTypeSchema>;

/** What one module holds, in the API names of its fields. */
export interface ZohoModule {
  readonly objectType: ZohoObjectType;
  /** The API name. */
  readonly module: 'Contacts' | 'Leads' | 'Accounts';
  readonly first?: string | undefined;
  readonly last?: string | undefined;
  readonly whole: string;
  /** A lookup or a text. */
  readonly company: string;
  readonly role?: string | undefined;
  /** Fields of phone numbers by the label that they have in Quo. */
  readonly phones: Readonly<Record<string, string>>;
  readonly emails: Readonly<Record<string, string>>;
}

const PERSON = { first: 'First_Name', last: 'Last_Name', whole: 'Full_Name', emails: { Email: 'Work', Secondary_Email: 'Other' } } as const;

/** Zoho CRM API v8, Get Records: modules and their standard fields. */
export const ZOHO_MODULES: Readonly<Record<ZohoObjectType, ZohoModule>> = {
  Contact: {
    ...PERSON,
    objectType: 'Contact',
    module: 'Contacts',
    company: 'Account_Name',
    role: 'Title',
    phones: { Phone: 'Work', Mobile: 'Mobile', Home_Phone: 'Home', Other_Phone: 'Other', Asst_Phone: 'Assistant' },
  },
  Lead: {
    ...PERSON,
    objectType: 'Lead',
    module: 'Leads',
    company: 'Company',
    role: 'Designation',
    phones: { Phone: 'Work', Mobile: 'Mobile' },
  },
  Account: {
    objectType: 'Account',
    module: 'Accounts',
    whole: 'Account_Name',
    company: 'Parent_Account',
    phones: { Phone: 'Work' },
    emails: {},
  },
};

/** @throws {ConfigurationError} for another type. */
export function moduleOf(objectType: string): ZohoModule {
  const parsed = zohoObjectTypeSchema.safeParse(objectType);
  if (!parsed.success) throw new ConfigurationError(`Zoho CRM has people of type Contact, Lead and Account, not ${objectType}`);
  return ZOHO_MODULES[parsed.data];
}

/** @returns all fields to request: lists demand that they are named, 50 at most. */
export function fieldsOf({ first, last, whole, company, role, phones, emails }: ZohoModule): string {
  const names = [first, last, whole, role, company, ...Object.keys(phones), ...Object.keys(emails), 'Modified_Time'];
  return ['id', ...new Set(names.filter((name) => name !== undefined))].join(',');
}
