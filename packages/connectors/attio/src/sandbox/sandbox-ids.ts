/** Kinds of what has an id in a sandbox, by the first digits of the id. */
const PREFIXES = {
  workspace: '0a000000',
  object: '0b000000',
  attribute: '0c000000',
  person: '0d000000',
  company: '0e000000',
  note: '0f000000',
  webhook: '1a000000',
  member: '1b000000',
  key: '1c000000',
} as const;

/** @returns the id of the thing with this number, in the form of Attio's ids. */
export function toSandboxId(kind: keyof typeof PREFIXES, number: number): string {
  return `${PREFIXES[kind]}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** @returns the number of an id that {@link toSandboxId} has made; 0 for any other text. */
export function numberOfSandboxId(id: string | null): number {
  const [, digits = '0'] = /^[0-9a-f]{8}-0000-4000-8000-([0-9a-f]{12})$/.exec(id ?? '') ?? [];
  return Number.parseInt(digits, 16);
}

/** Objects and attributes of people by slug, in the order of their numbers. */
export const OBJECTS = ['people', 'companies', 'deals'] as const;
export const PERSON_ATTRIBUTES = [
  { slug: 'name', type: 'personal-name' },
  { slug: 'phone_numbers', type: 'phone-number' },
  { slug: 'email_addresses', type: 'email-address' },
  { slug: 'job_title', type: 'text' },
  { slug: 'company', type: 'record-reference' },
  { slug: 'description', type: 'text' },
] as const;

/** The slug of an attribute of people. */
export type PersonAttribute = (typeof PERSON_ATTRIBUTES)[number]['slug'];

/** @returns the id of an object. */
export function objectIdOf(slug: (typeof OBJECTS)[number]): string {
  return toSandboxId('object', OBJECTS.indexOf(slug) + 1);
}

/** @returns the id of an attribute of people. */
export function attributeIdOf(slug: PersonAttribute): string {
  return toSandboxId('attribute', PERSON_ATTRIBUTES.findIndex((each) => each.slug === slug) + 1);
}
