import { createVirtualClock } from '@frigg-crm/testing';
import { ApiRefusedError, ApiUnavailableError } from '@frigg-crm/http';
import { describe, expect, it } from 'vitest';
import { createActivityOwners, type CrmUser } from './activity-owners.ts';

const user = (id: string, name: string, email: string | null, isActive = true): CrmUser => ({ id, name, email, isActive });

function setUp(users: readonly CrmUser[] | Error) {
  const clock = createVirtualClock();
  let lists = 0;
  const listUsers = async (): Promise<readonly CrmUser[]> => {
    lists += 1;
    if (users instanceof Error) throw users;
    return users;
  };
  return { clock, owners: createActivityOwners({ listUsers, clock }), lists: () => lists };
}

describe('createActivityOwners', () => {
  it('finds a user by e-mail address, else by a name that only one active user has', async () => {
    const { owners, lists } = setUp([
      user('1', 'Ana Ruiz', 'Ana@acme.test'),
      user('2', 'Li Wei', 'li@acme.test', false),
      user('3', 'Tom Hale', null),
      user('4', 'Tom Hale', 'tom@acme.test', false),
      user('5', 'Mo Ali', null),
      user('6', 'mo  ali', null),
    ]);
    const ids = ['ana@ACME.test ', 'li@acme.test'].map(async (email) => owners.ownerOf({ email, name: null }));
    expect(await Promise.all(ids)).toEqual(['1', undefined]);
    expect(await owners.ownerOf({ email: null, name: ' tom  HALE' })).toBe('3');
    expect(await owners.ownerOf({ email: null, name: 'Mo Ali' })).toBeUndefined();
    expect(await owners.ownerOf(null)).toBeUndefined();
    expect(lists()).toBeLessThanOrEqual(2);
  });

  it('holds no log up when users may not be read, and requests them no more for an hour', async () => {
    const { owners, lists, clock } = setUp(new ApiRefusedError({ api: 'Acme', operation: 'GET /users', status: 403 }));
    for (let times = 0; times < 3; times += 1) expect(await owners.ownerOf({ email: 'ana@acme.test' })).toBeUndefined();
    expect(lists()).toBe(1);
    await clock.advance(3_600_000);
    await owners.ownerOf({ email: 'ana@acme.test' });
    expect(lists()).toBe(2);
  });

  it('requests users again with the next log when the failure may be over, and throws what is a bug', async () => {
    const { owners, lists } = setUp(new ApiUnavailableError({ api: 'Acme', operation: 'GET /users', status: 503 }));
    for (let times = 0; times < 2; times += 1) expect(await owners.ownerOf({ email: 'ana@acme.test' })).toBeUndefined();
    expect(lists()).toBe(2);
    await expect(setUp(new TypeError('a bug')).owners.ownerOf({ email: 'x@acme.test' })).rejects.toThrow('a bug');
  });
});
