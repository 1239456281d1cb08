import { expect, it } from 'vitest';
import { pipedrive } from '../test-support/pipedrive-under-test.ts';

it('finds the open deal that changed last, and neither archived nor closed ones', async () => {
  const { client, clock, sandbox } = pipedrive.open({ people: 2 });
  expect(await client.deals.findOpen('1')).toBeUndefined();
  sandbox.deals.add({ personId: 1 });
  await clock.advance(1000);
  const latest = sandbox.deals.add({ personId: 1 });
  await clock.advance(1000);
  sandbox.deals.add({ personId: 1, status: 'won' });
  sandbox.deals.add({ personId: 1, isArchived: true });
  sandbox.deals.add({ personId: 2 });
  expect(await client.deals.findOpen('1')).toBe(String(latest.id));
});

it('finds the lead that changed last, and no archived one', async () => {
  const { client, clock, sandbox } = pipedrive.open({ people: 2 });
  expect(await client.leads.findLatest('1')).toBeUndefined();
  sandbox.leads.add({ personId: 1 });
  await clock.advance(1000);
  const latest = sandbox.leads.add({ personId: 1 });
  await clock.advance(1000);
  sandbox.leads.add({ personId: 1, isArchived: true });
  expect(await client.leads.findLatest('1')).toBe(latest.id);
});

it('asks version 1 for leads and version 2 for deals', async () => {
  const { client, sent } = pipedrive.open({ people: 1 });
  await client.deals.findOpen('1');
  await client.leads.findLatest('1');
  expect(sent.map(({ url }) => url.pathname + url.search)).toEqual([
    '/api/v2/deals?person_id=1&status=open&sort_by=update_time&sort_direction=desc&limit=1',
    '/api/v1/leads?person_id=1&sort=update_time%20DESC&limit=1',
  ]);
});
