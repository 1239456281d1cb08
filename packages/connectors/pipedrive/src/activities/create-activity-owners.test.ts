import { silentLogger, type LogFields } from '@frigg-crm/core';
import { createActivityOwners } from '@frigg-crm/crm-base/connector';
import { describe, expect, it } from 'vitest';
import type { SandboxUser } from '../sandbox/sandbox-users.ts';
import { pipedrive } from '../test-support/pipedrive-under-test.ts';

const user = (id: number, name: string, email: string, isActive = true): SandboxUser => ({
  id,
  name,
  email,
  active_flag: isActive,
  isAdmin: false,
});
const USERS = [
  user(1, 'Ana Ruiz', 'Ana@acme.test'),
  user(2, 'Li Wei', 'li@acme.test', false),
  user(3, 'Li Wei', 'li.w@acme.test'),
  user(4, 'Li Wei', 'wei@acme.test'),
  user(5, 'Tom Hale', 'tom@acme.test'),
  user(6, 'Tom Hale', 'old.tom@acme.test', false),
];

function setUp(scopes?: readonly string[]) {
  const fixture = pipedrive.open({ users: USERS, ...(scopes === undefined ? {} : { scopes }) });
  const warnings: LogFields[] = [];
  const logger = { ...silentLogger, warn: (fields: LogFields) => void warnings.push(fields) };
  return {
    ...fixture,
    fixture,
    warnings,
    owners: createActivityOwners({ listUsers: fixture.client.users.list, clock: fixture.clock, logger }),
  };
}

describe('createActivityOwners', () => {
  it.each([
    [{ email: ' ana@ACME.test', name: 'Tom Hale' }, '1'],
    [{ email: 'unknown@acme.test', name: ' tom  hale' }, '5'],
    [{ email: 'li@acme.test', name: 'Li Wei' }, undefined],
    [{ email: 'li@acme.test', name: 'Tom Hale' }, '5'],
    [{ name: 'Tom' }, undefined],
    [{ email: 'acme.test' }, undefined],
    [{ email: null, name: null }, undefined],
    [{ email: '', name: ' ' }, undefined],
  ])('finds for %j the owner %s: an inactive address does not count, nor does a name that two have (acceptance 38)', async (person, id) => {
    expect(await setUp().owners.ownerOf(person)).toBe(id);
  });

  it('requests users once an hour, whether a user is found or not', async () => {
    const { owners, clock, sent } = setUp();
    await owners.ownerOf({ email: 'ana@acme.test' });
    await owners.ownerOf({ email: 'unknown@acme.test' });
    await clock.advance(3_599_000 - 300_000);
    await owners.ownerOf({ email: 'unknown@acme.test' });
    expect(sent.map(({ operation }) => operation)).toEqual(['GET /api/v1/users']);
  });

  it('asks again after an hour', async () => {
    const { owners, clock, fixture } = setUp();
    await owners.ownerOf({ email: 'ana@acme.test' });
    await clock.advance(3_600_000);
    fixture.intercept = () => Response.json({ success: true, data: [] });
    expect(await owners.ownerOf({ email: 'ana@acme.test' })).toBeUndefined();
    expect(fixture.sent).toHaveLength(2);
  });

  it('holds no log up when users may not be read, and asks no more for an hour', async () => {
    const { owners, sent, warnings } = setUp(['base']);
    for (let call = 0; call < 3; call += 1) expect(await owners.ownerOf({ email: 'ana@acme.test' })).toBeUndefined();
    expect([sent.length, warnings]).toEqual([1, [{ code: 'API_UNAUTHORIZED' }]]);
  });

  it('P12: holds no log up when Pipedrive fails, and asks again at the next', async () => {
    const { owners, fixture, clock } = setUp();
    fixture.intercept = () => Response.json({ success: false }, { status: 500 });
    expect(await clock.runUntil(owners.ownerOf({ email: 'ana@acme.test' }))).toBeUndefined();
    fixture.intercept = () => undefined;
    expect(await owners.ownerOf({ email: 'ana@acme.test' })).toBe('1');
  });

  it('stops when it is aborted', async () => {
    const { owners } = setUp();
    const signal = AbortSignal.abort(new Error('shutting down'));
    await expect(owners.ownerOf({ email: 'ana@acme.test' }, { signal })).rejects.toThrow('shutting down');
  });
});
