import { describe, expect, it } from 'vitest';
import { readPhoneNumbers } from './read-phone-numbers.ts';
import { searchByPhone } from './search-by-phone.ts';

interface Item {
  readonly id: number;
  readonly phones: readonly (string | null)[];
}

/** A CRM whose search finds whatever holds the digits of a term somewhere. */
function setUp(items: readonly Item[]) {
  const terms: string[] = [];
  const digits = (text: string | null): string => (text ?? '').replace(/\D/g, '');
  const find = async (phone: string): Promise<readonly number[]> => {
    const found = await searchByPhone(phone, {
      async search(term) {
        terms.push(term);
        return items.filter(({ phones }) => phones.some((text) => digits(text).includes(digits(term))));
      },
      phonesOf: ({ phones }) => phones,
      readNumbers: (text) => readPhoneNumbers(text, 'US').values,
    });
    return found.map(({ id }) => id);
  };
  return { find, terms };
}

describe('searchByPhone', () => {
  it('gives all who truly have the number, however it was typed', async () => {
    const items = [
      { id: 1, phones: [null, '(415) 555-0132'] },
      { id: 2, phones: ['+44 20 7946 0958 / 415-555-0132'] },
      { id: 3, phones: ['+1 415 555 01321'] },
    ];
    expect(await setUp(items).find('+14155550132')).toEqual([1, 2]);
  });

  it('takes no person whose number merely ends alike', async () => {
    const { find, terms } = setUp([{ id: 1, phones: ['+44 20 5555 0132'] }]);
    expect(await find('+14155550132')).toEqual([]);
    expect(terms).toEqual(['+14155550132', '4155550132', '5550132']);
  });

  it('searches no shorter term once a person is found', async () => {
    const { find, terms } = setUp([{ id: 1, phones: ['+1 415 555 0132'] }]);
    expect(await find('415-555-0132')).toEqual([1]);
    expect(terms).toEqual(['+14155550132']);
  });

  it('sends nothing for a text without a number', async () => {
    const { find, terms } = setUp([{ id: 1, phones: ['x'] }]);
    expect(await find('unknown')).toEqual([]);
    expect(terms).toEqual([]);
  });
});
