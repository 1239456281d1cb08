import { describe, expect, it } from 'vitest';
import { ApiUnavailableError } from '@frigg-crm/http';
import { createActionSystem, storedRequests } from './test-support/action-system.ts';

const REQUEST = { integrationId: 'i1', event: 'CREATE_DEAL', data: { title: 'Big' } };
const lost = (): never => {
  throw new ApiUnavailableError({ api: 'Acme', operation: 'POST /deals', status: undefined });
};

describe('an action that changes something', () => {
  it('has one effect for two clicks at the same moment, also in two programs, and one result', async () => {
    const { actions, boot, deals, clock, run } = await createActionSystem();
    deals.before = async () => clock.sleep(2000);
    const clicks = [actions, actions, boot()].map(async (program) => program.runAction(REQUEST));
    expect(await run(Promise.all(clicks))).toEqual([{ dealId: 0 }, { dealId: 0 }, { dealId: 0 }]);
    expect(deals.titles).toEqual(['Big']);
  });

  it('takes the same input within a minute for a second click, and later for a new request', async () => {
    const { create, deals, clock } = await createActionSystem();
    expect(await create()).toEqual({ dealId: 0 });
    await clock.advance(59_000);
    expect(await create()).toEqual({ dealId: 0 });
    await clock.advance(2000);
    expect(await create()).toEqual({ dealId: 1 });
    expect(await create({ title: 'Other' })).toEqual({ dealId: 2 });
    expect(deals.titles).toEqual(['Big', 'Big', 'Other']);
  });

  it('has one effect for a request id for a day, and refuses another input under it', async () => {
    const { create, deals, clock } = await createActionSystem();
    expect(await create({ title: 'Big' }, 'r1')).toEqual({ dealId: 0 });
    await clock.advance(23 * 3_600_000);
    expect(await create({ title: 'Big' }, 'r1')).toEqual({ dealId: 0 });
    expect(await create({ title: 'Big' }, 'r2')).toEqual({ dealId: 1 });
    const fields = [{ field: 'requestId', problem: expect.stringContaining('another input') as string }];
    await expect(create({ title: 'Other' }, 'r1')).rejects.toMatchObject({ code: 'ACTION_INPUT_INVALID', fields });
    expect(deals.titles).toEqual(['Big', 'Big']);
  });

  it('is found again when its response was lost, and not repeated', async () => {
    const { create, deals } = await createActionSystem();
    deals.after = lost;
    await expect(create()).rejects.toMatchObject({ code: 'API_UNAVAILABLE', retryable: true });
    deals.after = () => {};
    expect(await create()).toEqual({ dealId: 0 });
    expect(deals.titles).toEqual(['Big']);
  });

  it('is run again when the lost request never reached the CRM', async () => {
    const { create, deals } = await createActionSystem();
    deals.before = lost;
    await expect(create()).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    deals.before = () => {};
    expect(await create()).toEqual({ dealId: 0 });
    expect(deals.titles).toEqual(['Big']);
  });

  it('is refused when it may have taken effect and the CRM cannot say, until it is sent as a new request', async () => {
    const { create, deals } = await createActionSystem();
    deals.isSearchable = false;
    deals.after = lost;
    await expect(create({ title: 'Big' }, 'r1')).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    deals.after = () => {};
    for (let click = 0; click < 2; click += 1)
      await expect(create({ title: 'Big' }, 'r1')).rejects.toMatchObject({ code: 'ACTION_UNCLEAR', retryable: false });
    expect(deals.titles).toEqual(['Big']);
    expect(await create({ title: 'Big' }, 'r2')).toEqual({ dealId: 1 });
  });

  it('is looked for by the next program when the one that ran it has crashed', async () => {
    const { actions, boot, deals, clock, run } = await createActionSystem();
    deals.after = async () => new Promise(() => {});
    const crashed = actions.runAction(REQUEST).catch(() => 'crashed');
    await clock.advance(130_000);
    deals.after = () => {};
    expect(await run(boot().runAction(REQUEST))).toEqual({ dealId: 0 });
    expect(await run(crashed)).toBe('crashed');
    expect(deals.titles).toEqual(['Big']);
  });

  it('ends after a minute, and its signal with it', async () => {
    const { actions, deals, run } = await createActionSystem();
    let signal: AbortSignal | undefined;
    deals.before = async (call) => {
      ({ signal } = call);
      await new Promise(() => {});
    };
    await expect(run(actions.runAction(REQUEST))).rejects.toMatchObject({ code: 'WORK_TIMED_OUT', retryable: true });
    expect(signal?.aborted).toBe(true);
  });

  it('leaves nothing stored when it was refused', async () => {
    const { create, documents } = await createActionSystem();
    await expect(create({})).rejects.toMatchObject({ code: 'ACTION_INPUT_INVALID' });
    expect(await storedRequests(documents)).toBe(0);
  });
});
