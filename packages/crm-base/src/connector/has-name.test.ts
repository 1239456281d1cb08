import { expect, it } from 'vitest';
import { hasName } from './has-name.ts';

it.each([
  ['ruiz', true],
  ['RUIZ zoe', true],
  ['Zoë', true],
  ['zo ru', true],
  ['ruiz bo', false],
  ['  ', false],
])('looks for %j in a name', (wanted, isIn) => {
  expect(hasName(['Zoë', null, 'Ruiz'], wanted)).toBe(isIn);
});
