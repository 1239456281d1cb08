/** A person of Blank CRM, as the endpoints read one. What the mapping needs beside this belongs here, too. */
export interface BlankCrmPerson {
  /** Empty where the record has none. */
  readonly id: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
  /** As people typed them. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  /** The last change, or the deletion (ISO 8601). */
  readonly changedAt: string | null;
  readonly isDeleted: boolean;
  /** The field that is not as documented, where a record cannot be used. */
  readonly unusableField: string | null;
}

const NOTHING = { firstName: null, lastName: null, company: null, phones: [], emails: [], changedAt: null } as const;

/** A person of whom only the id is left. */
export function deletedPerson(id: string, deletedAt: string): BlankCrmPerson {
  return { ...NOTHING, id, changedAt: deletedAt, isDeleted: true, unusableField: null };
}

/** A record that is not as documented: it fails alone, not with its page. For `markUnusable`. */
export function unusablePerson(wire: Readonly<Record<string, unknown>>, unusableField: string): BlankCrmPerson {
  const { id } = wire;
  return { ...NOTHING, id: typeof id === 'string' || typeof id === 'number' ? String(id) : '', isDeleted: false, unusableField };
}
