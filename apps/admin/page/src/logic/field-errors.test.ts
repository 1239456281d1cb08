import { expect, it } from 'vitest';
import { placeErrors, pointerTo } from './field-errors.ts';

const FIELDS = ['/crm/url', '/crm/token', '/crm/options/region', '/quo/apiKey'];

it.each([
  ['of its pointer', '/crm/token', '/crm/token'],
  ['that holds what it names', '/crm/options/region/0', '/crm/options/region'],
  ['that is the first of the group it names', '/crm', '/crm/url'],
])('places an error at the field %s', (_, pointer, field) => {
  const { byField, rest } = placeErrors([{ pointer, detail: 'is wrong' }], FIELDS);
  expect([...byField]).toEqual([[field, 'is wrong']]);
  expect(rest).toEqual([]);
});

it('leaves what names no field, and all of it, to the summary', () => {
  const errors = ['', '/other', '/crm/url2', 'query/limit', 'header/idempotency-key'].map((pointer) => ({ pointer, detail: 'is wrong' }));
  expect(placeErrors(errors, FIELDS)).toEqual({ byField: new Map(), rest: errors });
});

it('says all that is wrong with a field', () => {
  const errors = [
    { pointer: '/crm/url', detail: 'is no address' },
    { pointer: '/crm', detail: 'cannot be reached' },
  ];
  expect(placeErrors(errors, FIELDS).byField.get('/crm/url')).toBe('is no address; cannot be reached');
});

it('points to names with any characters', () => {
  expect(pointerTo('a/b~c', '/data')).toBe('/data/a~1b~0c');
});
