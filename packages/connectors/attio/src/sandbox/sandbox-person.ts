import { readPhoneNumbers } from '@frigg-crm/crm-base';
import { objectIdOf, toSandboxId } from './sandbox-ids.ts';

/** A person of a sandbox. */
export interface SandboxPerson {
  readonly number: number;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
  /** `null`: the attribute is empty. */
  readonly name: { readonly first: string; readonly last: string } | null;
  /** As typed; they are kept in E.164, with `US` as country where there is no `+`. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly jobTitle: string | null;
  /** Number of the company. */
  readonly company: number | null;
  readonly description: string | null;
  /** Whole attributes as they are on the wire, in place of what the rest says. @defaultValue none */
  readonly values?: Readonly<Record<string, unknown>> | undefined;
  /** @defaultValue that of Attio */
  readonly webUrl?: string | undefined;
}

/** What a test says of a person. */
export type SandboxPersonInput = Partial<Omit<SandboxPerson, 'number' | 'createdAtMs'>>;

/** @returns a time as Attio writes it: with nanoseconds. */
export function toWireTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000000Z');
}

/** To be read by itself takes a number most of the time of a page. */
const E164 = /^\+1[2-9]\d{9}$/;

/** @returns the numbers of a person in E.164, as Attio keeps them. */
export function phonesOf({ phones }: Pick<SandboxPerson, 'phones'>): readonly string[] {
  return phones.flatMap((phone) => (E164.test(phone) ? phone : readPhoneNumbers(phone, 'US').values));
}

/** @returns the record as lists return it. */
export function toRecord(person: SandboxPerson): Readonly<Record<string, unknown>> {
  const { number, createdAtMs, values, webUrl } = person;
  const recordId = toSandboxId('person', number);
  return {
    id: { workspace_id: toSandboxId('workspace', 1), object_id: objectIdOf('people'), record_id: recordId },
    created_at: toWireTime(createdAtMs),
    web_url: webUrl ?? `https://app.attio.com/sandbox/person/${recordId}/overview`,
    values: { ...toValues(person), ...values },
  };
}

/** @returns a company as lists return it. */
export function toCompanyRecord(number: number, name: string | null): Readonly<Record<string, unknown>> {
  const recordId = toSandboxId('company', number);
  const entry = toEntry(Date.UTC(2025, 0, 1));
  return {
    id: { workspace_id: toSandboxId('workspace', 1), object_id: objectIdOf('companies'), record_id: recordId },
    created_at: toWireTime(Date.UTC(2025, 0, 1)),
    web_url: `https://app.attio.com/sandbox/company/${recordId}/overview`,
    values: { name: name === null ? [] : [entry('text', { value: name })] },
  };
}

type ToEntry = (attributeType: string, fields: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

function toEntry(createdAtMs: number): ToEntry {
  const activeFrom = toWireTime(createdAtMs);
  return (attributeType, fields) => ({
    active_from: activeFrom,
    active_until: null,
    created_by_actor: { type: 'workspace-member', id: toSandboxId('member', 1) },
    ...fields,
    attribute_type: attributeType,
  });
}

function toValues(person: SandboxPerson): Readonly<Record<string, unknown>> {
  const { name, emails, jobTitle, company, description } = person;
  const entry = toEntry(person.createdAtMs);
  const texts = (text: string | null): readonly unknown[] => (text === null ? [] : [entry('text', { value: text })]);
  const reference = { target_object: 'companies', target_record_id: toSandboxId('company', company ?? 0) };
  return {
    name: name === null ? [] : [entry('personal-name', toNameFields(name))],
    phone_numbers: phonesOf(person).map((phone, index) =>
      entry('phone-number', { original_phone_number: person.phones[index] ?? phone, country_code: 'US', phone_number: phone }),
    ),
    email_addresses: emails.map((email) => entry('email-address', toEmailFields(email))),
    job_title: texts(jobTitle),
    company: company === null ? [] : [entry('record-reference', reference)],
    description: texts(description),
  };
}

function toNameFields({ first, last }: NonNullable<SandboxPerson['name']>): Readonly<Record<string, string>> {
  return { first_name: first, last_name: last, full_name: `${first} ${last}`.trim() };
}

function toEmailFields(email: string): Readonly<Record<string, string>> {
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  const parts = { email_domain: domain, email_root_domain: domain, email_local_specifier: local };
  return { original_email_address: email, email_address: email.toLowerCase(), ...parts };
}
