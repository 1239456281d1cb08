import { expect, it } from 'vitest';
import type { SandboxUser } from '../sandbox/sandbox-users.ts';
import { pipedrive } from '../test-support/pipedrive-under-test.ts';

const users: readonly SandboxUser[] = [
  { id: 1, name: 'Li Wei', email: 'Li@acme.test', active_flag: false, isAdmin: false },
  { id: 2, name: 'Li Wei', email: 'otherli@acme.test', active_flag: true, isAdmin: false },
  { id: 3, name: 'Ana Ruiz', email: 'Ana@Acme.Test', active_flag: true, isAdmin: true },
];

it('names company and user of a token, with the country that numbers are read in', async () => {
  const { client } = pipedrive.open({ users, company: { id: 123, name: 'Acme', country: 'DE' } });
  expect(await client.users.me()).toEqual({ userId: '3', companyId: '123', companyName: 'Acme', companyCountry: 'DE' });
});

it('lists all users and says who is active', async () => {
  const { client } = pipedrive.open({ users });
  expect((await client.users.list()).map(({ id, isActive }) => [id, isActive])).toEqual([
    ['1', false],
    ['2', true],
    ['3', true],
  ]);
});

it('finds an active user by exactly this address, in any case', async () => {
  const { client } = pipedrive.open({ users });
  expect(await client.users.findByEmail(' ana@acme.test ')).toMatchObject({ id: '3', name: 'Ana Ruiz' });
  expect(await client.users.findByEmail('li@acme.test')).toBeUndefined();
});
