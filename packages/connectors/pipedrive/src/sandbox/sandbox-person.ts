/** A person on the wire, as API v2 answers it. */
export interface SandboxPerson {
  readonly id: number;
  readonly name: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly owner_id: number;
  readonly org_id: number | null;
  readonly add_time: string;
  readonly update_time: string;
  readonly phones: readonly SandboxValue[];
  readonly emails: readonly SandboxValue[];
  readonly is_deleted: boolean;
  readonly visible_to: number;
  readonly label_ids: readonly number[];
  readonly picture_id: number | null;
  /** Only there when the company has contact sync switched on. */
  readonly job_title?: string;
  readonly custom_fields: Readonly<Record<string, string | number | null>>;
}

/** A phone number or e-mail address on the wire. */
export interface SandboxValue {
  readonly value: string;
  readonly primary: boolean;
  readonly label: string;
}

/** What a user of the sandbox may say of a person; the rest is made up. */
export type SandboxPersonInput = Partial<Omit<SandboxPerson, 'id' | 'is_deleted'>>;
