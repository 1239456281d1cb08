import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { FakeWorkspace } from '../test-support/fake-workspace.ts';
import { createAccountGuard, type GuardedIntegration } from './account-guard.ts';

function setUp() {
  const clock = createVirtualClock();
  const documents = createMemoryDocumentStore();
  const asked: string[] = [];
  const workspace = new FakeWorkspace();
  const account = (identity: string | undefined, quo?: GuardedIntegration['quo']): GuardedIntegration => ({
    integrationId: 'i1',
    quo,
    accountIdentity: async () => {
      asked.push(`${identity}`);
      return identity;
    },
  });
  return {
    clock,
    asked,
    workspace,
    account,
    guard: createAccountGuard({ documents, clock }),
    other: createAccountGuard({ documents, clock }),
  };
}

const CHANGED = { code: 'ACCOUNT_CHANGED', retryable: false };

describe('an account guard', () => {
  it('F2: takes the first account for that of the integration, and refuses every other one, in all programs', async () => {
    const { guard, other, account } = setUp();
    await Promise.all([guard.verify(account('a')), other.verify(account('a'))]);
    await expect(guard.verify(account('b'))).rejects.toMatchObject({ ...CHANGED, side: 'crm' });
    await expect(other.verify(account('b'))).rejects.toMatchObject(CHANGED);
    await guard.verify(account('a'));
  });

  it('F2: lets the first of two accounts win that begin at the same time', async () => {
    const { guard, other, account } = setUp();
    const settled = await Promise.allSettled([guard.verify(account('a')), other.verify(account('b'))]);
    expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('asks once for each loaded integration, and of a changed one again after a minute', async () => {
    const { guard, account, asked, clock } = setUp();
    const [right, wrong] = [account('a'), account('b')];
    await Promise.all([guard.verify(right), guard.verify(right)]);
    await guard.verify(right);
    for (let times = 0; times < 3; times += 1) await guard.verify(wrong).catch(() => undefined);
    expect(asked).toEqual(['a', 'b']);
    await clock.advance(60_000);
    await expect(guard.verify(wrong)).rejects.toMatchObject(CHANGED);
    expect(asked).toEqual(['a', 'b', 'b']);
  });

  it('asks again five minutes after accounts matched, so that one that was replaced meanwhile is noticed', async () => {
    const { guard, account, asked, clock } = setUp();
    const integration = account('a');
    await guard.verify(integration);
    await clock.advance(299_999);
    await guard.verify(integration);
    expect(asked).toEqual(['a']);
    Object.assign(integration, { accountIdentity: async () => 'b' });
    await clock.advance(1);
    await expect(guard.verify(integration)).rejects.toMatchObject({ ...CHANGED, side: 'crm' });
  });

  it('asks again as soon as the credentials were replaced, and once', async () => {
    const { guard, account, asked } = setUp();
    let version = 1;
    const integration = Object.assign(account('a'), { credentialsVersion: () => version });
    await guard.verify(integration);
    await guard.verify(integration);
    expect(asked).toEqual(['a']);
    version = 2;
    await guard.verify(integration);
    await guard.verify(integration);
    expect(asked).toEqual(['a', 'a']);
    version = 3;
    Object.assign(integration, { accountIdentity: async () => 'b' });
    await expect(guard.verify(integration)).rejects.toMatchObject(CHANGED);
  });

  it('asks again when an account could not be identified, and compares nothing where a CRM does not say', async () => {
    const { guard, account } = setUp();
    const integration = account('a');
    let answer = async (): Promise<string | undefined> => Promise.reject(new Error('away'));
    Object.assign(integration, { accountIdentity: async () => answer() });
    await expect(guard.verify(integration)).rejects.toThrow('away');
    answer = async () => 'a';
    await guard.verify(integration);
    await guard.verify(account(undefined));
  });

  it('F2: knows a workspace by its numbers while some of them stay, and by its id where webhooks contain it', async () => {
    const { guard, workspace, account } = setUp();
    const line = (id: string) => ({ id, number: `+1555000${id}` });
    const lines = async (...ids: readonly string[]): Promise<void> => {
      workspace.lines = ids.map(line);
      await guard.verify(account('a', workspace.port));
    };
    await lines('PN1', 'PN2');
    await lines('PN2', 'PN3');
    await lines('PN3', 'PN4');
    await lines();
    await expect(lines('PN1')).rejects.toMatchObject({ ...CHANGED, side: 'quo' });
    await lines('PN4');
  });
});
