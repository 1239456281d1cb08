import type { PersonMapping } from '@frigg-crm/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findOwner } from './find-owner.ts';

const CONFIG = { personObjectTypes: ['Lead', 'Contact'].map((crmObjectName) => ({ crmObjectName, quoContactType: 'contact' })) };

function aMapping(objectType: string, externalId: string): PersonMapping {
  const known = { quoContactId: `quo-${externalId}`, phoneNumbers: ['+14155550101'], contentHash: 'h' };
  return { integrationId: 'i1', objectType, externalId, ...known, sourceModifiedAt: null, seenIn: null, failure: null };
}

const PEOPLE = [
  aMapping('Contact', '1'),
  aMapping('Contact', '2'),
  aMapping('Deal', '0'),
  aMapping('Lead', '10'),
  aMapping('Lead', '9'),
  aMapping('Lead', '９'),
  aMapping('Lead', '😀'),
];
// U+FF19 is 3 bytes from EF on, the emoji 4 from F0 on, although its UTF-16 begins with D8.
const IN_ORDER = ['Lead 10', 'Lead 9', 'Lead ９', 'Lead 😀', 'Contact 1', 'Contact 2', 'Deal 0'];

it('B43: gives a shared number to the same person in whatever order people came', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(PEOPLE, { minLength: PEOPLE.length }), (people) => {
      const found = findOwner(people, CONFIG);
      const all = found === undefined ? [] : [found.owner, ...found.others];
      expect(all.map(({ objectType, externalId }) => `${objectType} ${externalId}`)).toEqual(IN_ORDER);
    }),
  );
});

it('names the one person who has a number as its owner, and no owner for a number without persons', () => {
  const only = aMapping('Deal', '7');
  expect(findOwner([only], CONFIG)).toEqual({ owner: only, others: [] });
  expect(findOwner([], CONFIG)).toBeUndefined();
});
