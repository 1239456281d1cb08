import { compareContact, type ContactFieldComparison } from '@frigg-crm/quo';
import { contentHash } from '../../persons/content-hash.ts';
import { explainPerson } from './explain-person.ts';
import type { PersonComparison, PersonFacts, PersonField, SyncEffect } from './person-comparison.ts';
import type { CrmSide, QuoSide } from './read-sides.ts';

/** Compares a person of the CRM with the contact of Quo. */
export function comparePerson({ crm, quo }: { readonly crm: CrmSide; readonly quo: QuoSide }, facts: PersonFacts): PersonComparison {
  const fields = toFields(crm, quo);
  const effect = toEffect(crm, quo, fields, facts);
  const reason = explainPerson({ crm, quo, effect }, facts);
  return { crm, quo, fields, effect, reason, hash: contentHash({ effect, wanted: crm.state === 'found' ? crm.contentHash : crm.state }) };
}

function toFields(crm: CrmSide, quo: QuoSide): readonly PersonField[] {
  const isCrmKnown = crm.state === 'found' || crm.state === 'gone';
  const isQuoKnown = quo.state !== 'failed';
  const compared = compareContact(crm.state === 'found' ? crm.contact : undefined, quo.state === 'found' ? quo.contact : undefined);
  return compared.map(({ field, wanted, held, isEqual }: ContactFieldComparison) => ({
    field,
    crm: isCrmKnown ? wanted : undefined,
    quo: isQuoKnown ? held : undefined,
    isEqual: isCrmKnown && isQuoKnown ? isEqual : undefined,
  }));
}

function toEffect(crm: CrmSide, quo: QuoSide, fields: readonly PersonField[], { isSynced, deletionPolicy }: PersonFacts): SyncEffect {
  if (!isSynced || crm.state === 'unusable') return NOTHING;
  if (crm.state === 'failed' || quo.state === 'failed') return { kind: 'unknown', fields: [] };
  if (crm.state === 'gone') return quo.state === 'found' && deletionPolicy === 'delete' ? { kind: 'delete', fields: [] } : NOTHING;
  if (quo.state === 'gone') return hasNumber(fields) ? { kind: 'create', fields: [] } : NOTHING;
  const differing = fields.filter(({ isEqual }) => isEqual === false).map(({ field }) => field);
  return differing.length === 0 ? NOTHING : { kind: 'update', fields: differing };
}

const NOTHING: SyncEffect = { kind: 'none', fields: [] };

/** Quo gets no new contact without a number. */
function hasNumber(fields: readonly PersonField[]): boolean {
  return fields.some(({ field, crm = [] }) => field === 'phoneNumbers' && crm.length > 0);
}
