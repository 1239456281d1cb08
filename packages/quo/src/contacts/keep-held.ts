import type { ContactBody } from './contact-body.ts';
import type { StoredQuoContact } from './stored-contact.ts';
import type { WantedContact } from './wanted-contact.ts';

/** @returns what is to be written: behind an incomplete list stands what Quo holds beside it. */
export function keepHeld({ body, incomplete }: Pick<WantedContact, 'body' | 'incomplete'>, held: StoredQuoContact): ContactBody {
  if (incomplete.length === 0) return body;
  const { defaultFields } = body;
  const kept = incomplete.map((list) => [list, join(defaultFields[list], held.defaultFields[list] ?? [])] as const);
  return { ...body, defaultFields: { ...defaultFields, ...Object.fromEntries(kept) } };
}

type Items = ContactBody['defaultFields']['phoneNumbers'];

function join(wanted: Items, held: NonNullable<StoredQuoContact['defaultFields']['phoneNumbers']>): Items {
  const known = new Set(wanted.map(({ value }) => value.toLowerCase()));
  const others = held.flatMap(({ name, value }) =>
    value == null || value === '' || known.has(value.toLowerCase()) ? [] : [{ name: name ?? '', value }],
  );
  return [...wanted, ...others];
}
