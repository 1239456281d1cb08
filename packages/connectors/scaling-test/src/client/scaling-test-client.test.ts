import { expect, it } from 'vitest';
import { scalingTest } from '../test-support/scaling-test-under-test.ts';

it('still has the names of before: one method per call', async () => {
  const { client } = scalingTest.open({ people: 3 });
  expect(await client.listPeople({ limit: 2 })).toEqual(await client.persons.list({ limit: 2 }));
  expect(await client.getPerson('person-1')).toEqual(await client.persons.get('person-1'));
});
