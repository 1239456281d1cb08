import type { PersonMapping } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { contentHash } from '../../persons/content-hash.ts';
import { comparePerson } from './compare-person.ts';
import type { PersonComparison, PersonFacts } from './person-comparison.ts';
import type { CrmSide, QuoSide, SideFailure } from './read-sides.ts';

const defaultFields = { firstName: 'Ana', phoneNumbers: [{ name: 'Work', value: '+14155550101' }], emails: [] };
const CONTACT = { externalId: 'p1', defaultFields };
const HASH = contentHash(CONTACT);
const CRM: CrmSide = { state: 'found', name: 'Ana', contact: CONTACT, contentHash: HASH, modifiedAt: null };
const WITHOUT_PHONE: CrmSide = { ...CRM, contact: { ...CONTACT, defaultFields: { ...defaultFields, phoneNumbers: [] } } };
const QUO: QuoSide = { state: 'found', contact: { id: 'q1', defaultFields }, copies: 1 };
const OTHER_QUO: QuoSide = { ...QUO, contact: { id: 'q1', defaultFields: { ...defaultFields, firstName: 'Anna', role: 'COO' } } };
const GONE = { state: 'gone', isDeleted: false } as const;
const FAILED: SideFailure = { state: 'failed', code: 'X', message: 'it failed', retryAt: undefined };
const MAPPING: PersonMapping = {
  integrationId: 'i1',
  objectType: 'Person',
  externalId: 'p1',
  quoContactId: 'q1',
  phoneNumbers: ['+14155550101'],
  contentHash: HASH,
  sourceModifiedAt: null,
  seenIn: null,
  failure: null,
};
const FAILURE: Partial<PersonMapping> = { failure: { code: '0801400', processId: 's1' } as PersonMapping['failure'] };

interface Case {
  readonly crm?: CrmSide;
  readonly quo?: QuoSide;
  readonly facts?: Partial<PersonFacts>;
}

const NONE = { kind: 'none', fields: [] } as const;
const CREATE = { kind: 'create', fields: [] } as const;
const UPDATE = { kind: 'update', fields: ['firstName', 'role'] } as const;

it.each<[string, Case, string, PersonComparison['effect']]>([
  ['both the same', {}, 'IN_STEP', NONE],
  ['both the same in one of two contacts', { quo: { ...QUO, copies: 2 } }, 'DUPLICATES', NONE],
  ['a change in Quo', { quo: OTHER_QUO }, 'CHANGED_IN_QUO', UPDATE],
  ['a change in the CRM', { quo: OTHER_QUO, facts: known({ contentHash: 'old' }) }, 'CHANGED_IN_CRM', UPDATE],
  ['a change after a write of unknown content', { quo: OTHER_QUO, facts: known({ contentHash: null }) }, 'CHANGED_IN_CRM', UPDATE],
  ['a write that failed', { quo: OTHER_QUO, facts: known(FAILURE) }, '0801400', UPDATE],
  ['a change whose event waits', { quo: OTHER_QUO, facts: { waiting: 2 } }, 'EVENT_WAITS', UPDATE],
  ['no contact, never written', { quo: GONE, facts: { mapping: undefined } }, 'NEVER_WRITTEN', CREATE],
  ['no contact any more', { quo: GONE }, 'DELETED_IN_QUO', CREATE],
  ['no contact after a write that failed', { quo: GONE, facts: known({ quoContactId: null, ...FAILURE }) }, '0801400', CREATE],
  ['no contact after a write without an answer', { quo: GONE, facts: known({ quoContactId: null }) }, 'UNCONFIRMED', CREATE],
  ['no contact and an event', { quo: GONE, facts: { waiting: 1 } }, 'EVENT_WAITS', CREATE],
  ['no number', { crm: WITHOUT_PHONE, quo: GONE, facts: { mapping: undefined } }, 'NO_PHONE_NUMBER', NONE],
  [
    'no number any more',
    { crm: WITHOUT_PHONE, facts: known({ contentHash: 'old' }) },
    'CHANGED_IN_CRM',
    { kind: 'update', fields: ['phoneNumbers'] },
  ],
  ['gone in the CRM, kept', { crm: GONE }, 'GONE_IN_CRM', NONE],
  ['gone in the CRM, to be deleted', { crm: GONE, facts: { deletionPolicy: 'delete' } }, 'GONE_IN_CRM', { kind: 'delete', fields: [] }],
  ['gone on both sides', { crm: GONE, quo: GONE }, 'GONE', NONE],
  ['a record that cannot be used', { crm: { state: 'unusable', code: 'X', message: 'odd' } }, 'UNUSABLE', NONE],
  ['a CRM that fails', { crm: FAILED }, 'CRM_NOT_READ', { kind: 'unknown', fields: [] }],
  ['a Quo that fails', { quo: FAILED }, 'QUO_NOT_READ', { kind: 'unknown', fields: [] }],
  ['a type that is not synced', { quo: GONE, facts: { isSynced: false } }, 'TYPE_NOT_SYNCED', NONE],
])('explains %s', (_, { crm = CRM, quo = QUO, facts }, code, effect) => {
  const compared = comparePerson({ crm, quo }, { mapping: MAPPING, waiting: 0, isSynced: true, deletionPolicy: 'keep', ...facts });
  expect(compared.reason.code).toBe(code);
  expect(compared.effect).toEqual(effect);
  expect(compared.reason.message).not.toMatch(/Ana|4155550101/);
});

it('has another hash when a sync would do something else, and only then', () => {
  const facts: PersonFacts = { mapping: MAPPING, waiting: 0, isSynced: true, deletionPolicy: 'keep' };
  const hashOf = (crm: CrmSide, quo: QuoSide): string => comparePerson({ crm, quo }, facts).hash;
  const hash = hashOf(CRM, OTHER_QUO);
  expect(hashOf(CRM, OTHER_QUO)).toBe(hash);
  expect([hashOf(CRM, QUO), hashOf(CRM, GONE), hashOf(FAILED, OTHER_QUO), hashOf({ ...CRM, contentHash: 'new' }, OTHER_QUO)]).not.toContain(
    hash,
  );
});

function known(changes: Partial<PersonMapping>): Pick<PersonFacts, 'mapping'> {
  return { mapping: { ...MAPPING, ...changes } };
}
