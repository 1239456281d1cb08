import { TEST_START_MS } from '@frigg-crm/testing';
import type { Integration } from '@frigg-crm/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSameSelection, phoneNumbersOf, selectedPhoneIds, withWorkspaceNumbers } from './phone-numbers-of.ts';

const ids = fc.uniqueArray(
  fc.integer({ min: 1, max: 30 }).map((index) => `PN${index}`),
  { maxLength: 30 },
);
const withSelection = (selected: readonly string[] | undefined): Integration =>
  ({ config: selected === undefined ? {} : { enabledPhoneIds: selected } }) as unknown as Integration;

it('B83: selects all numbers of any workspace once, then only drops those that are gone', () => {
  fc.assert(
    fc.property(fc.option(ids, { nil: undefined }), ids, ids, (selected, first, second) => {
      const toNumbers = (list: readonly string[]): { id: string; number: string }[] =>
        list.map((id) => ({ id, number: `+1555${id.slice(2)}` }));
      const once = withWorkspaceNumbers(withSelection(selected), toNumbers(first), TEST_START_MS);
      const expected = selected === undefined ? first : selected.filter((id) => first.includes(id));
      const isKnown = first.length > 0;
      expect(isSameSelection(selectedPhoneIds(once.config), isKnown ? expected : selected)).toBe(true);
      expect(phoneNumbersOf(once.config).map(({ id }) => id)).toEqual(first);
      expect(withWorkspaceNumbers(once, toNumbers(first), TEST_START_MS)).toEqual(once);
      const twice = withWorkspaceNumbers(once, toNumbers(second), TEST_START_MS);
      const before = selectedPhoneIds(once.config);
      const added = (selectedPhoneIds(twice.config) ?? []).filter((id) => before?.includes(id) === false);
      expect(added).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
