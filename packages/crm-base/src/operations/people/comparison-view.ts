import type { ContactValue } from '@frigg-crm/quo';
import type { PersonComparison, SyncEffect } from './person-comparison.ts';
import type { CrmSide, QuoSide } from './read-sides.ts';

/** Why a side is not known or cannot be used; all `null` where it is. */
type FailureView = {
  readonly code: string | null;
  readonly message: string | null;
  /** When the API may be called again, if it has said so (ISO 8601). */
  readonly retryAt: string | null;
};

/** A {@link PersonComparison} as screens and programs are shown one. A type alias, so that it counts as JSON. */
export type ComparisonView = {
  /** ISO 8601. */
  readonly readAt: string;
  readonly crm: FailureView & {
    readonly state: CrmSide['state'];
    readonly name: string | null;
    /** The page of the record in the CRM. */
    readonly url: string | null;
    readonly modifiedAt: string | null;
  };
  readonly quo: FailureView & {
    readonly state: QuoSide['state'];
    readonly contactId: string | null;
    /** How many contacts are this person; more than one are duplicates. */
    readonly copies: number;
  };
  readonly fields: {
    readonly field: string;
    /** `null`: not known. */
    readonly crm: { readonly label: string | null; readonly value: string }[] | null;
    readonly quo: { readonly label: string | null; readonly value: string }[] | null;
    readonly isEqual: boolean | null;
  }[];
  readonly effect: { readonly kind: SyncEffect['kind']; readonly fields: string[] };
  readonly reason: { readonly code: string; readonly message: string };
};

/** @returns the comparison as JSON. @param readAt - ISO 8601. */
export function toComparisonView({ crm, quo, fields, effect, reason }: PersonComparison, readAt: string): ComparisonView {
  const { name, contact, modifiedAt } = crm.state === 'found' ? crm : NOT_FOUND;
  const found = quo.state === 'found' ? quo : undefined;
  return {
    readAt,
    crm: { state: crm.state, ...toFailure(crm), name, url: contact?.sourceUrl ?? null, modifiedAt },
    quo: { state: quo.state, ...toFailure(quo), contactId: found?.contact.id ?? null, copies: found?.copies ?? 0 },
    fields: fields.map(({ field, crm: ours, quo: theirs, isEqual }) => ({
      field,
      crm: toValues(ours),
      quo: toValues(theirs),
      isEqual: isEqual ?? null,
    })),
    effect: { kind: effect.kind, fields: [...effect.fields] },
    reason: { code: reason.code, message: reason.message },
  };
}

const NOT_FOUND = { name: null, contact: undefined, modifiedAt: null };

function toFailure(side: CrmSide | QuoSide): FailureView {
  if (side.state !== 'failed' && side.state !== 'unusable') return { code: null, message: null, retryAt: null };
  const { code, message } = side;
  return { code, message, retryAt: side.state === 'failed' ? (side.retryAt ?? null) : null };
}

function toValues(values: readonly ContactValue[] | undefined): ComparisonView['fields'][number]['crm'] {
  return values === undefined ? null : values.map(({ label, value }) => ({ label, value }));
}
