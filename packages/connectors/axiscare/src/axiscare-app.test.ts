import { startVirtualApp } from '@frigg-crm/connector-testing';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it, onTestFinished } from 'vitest';
import { AxisCareIntegration } from './axiscare-integration.ts';
import { createAxisCareClient } from './client/create-axiscare-client.ts';
import { createAxisCareSandbox } from './sandbox/create-axiscare-sandbox.ts';

const LINES = Array.from({ length: 12 }, (_, index) => ({
  id: `PN${index + 1}`,
  number: `+1555123${4500 + index}`,
  name: `Line ${index + 1}`,
  symbol: null,
  userIds: ['US1'],
}));
const [ANA, BO] = ['+14155550132', '+14155550133'];
const CLIENTS = [
  { firstName: 'Ana', mobilePhone: ANA },
  { firstName: 'Bo', mobilePhone: BO },
];
const TO_WEBHOOKS = /^\/v1\/webhooks\//;

/** A connected site whose workspace has twelve numbers, of which three are selected. */
async function connected() {
  const clock = createVirtualClock();
  const site = createAxisCareSandbox({ clock, people: { client: CLIENTS } });
  const client = createAxisCareClient({ siteNumber: site.siteNumber, token: site.token, fetch: site.fetch, clock });
  const quo: { fails: (request: Request) => boolean } = { fails: () => false };
  const system = startVirtualApp({
    connector: 'axiscare',
    clock,
    quo: { phoneNumbers: LINES, deliver: undefined },
    interceptQuo: (request) => (quo.fails(request) ? Response.json({ message: 'away' }, { status: 503 }) : undefined),
    openIntegration: ({ dependencies }) => new AxisCareIntegration({ ...dependencies, client }),
  });
  onTestFinished(async () => system.stop());
  const integration1 = await system.connect('i1');
  const { lifecycle } = system.app.services;
  const update = async (patch: Parameters<typeof lifecycle.update>[1]) => clock.runUntil(lifecycle.update('i1', patch));
  await update({ resourceIds: ['PN1', 'PN2', 'PN3'] });
  const webhooks = () => system.quo.webhooks.subscriptions().map(({ id, resourceIds }) => ({ id, resourceIds }));
  return { ...system, clock, site, integration1, fault: quo, update, webhooks };
}

it('keeps the numbers of a site although webhooks cannot be changed, and puts these right later (acceptance 50)', async () => {
  const { update, fault, integration, clock, webhooks, quo } = await connected();
  for (const { id } of webhooks())
    await quo.fetch(new Request(`https://quo.example.test/v1/webhooks/${id}`, { method: 'DELETE', headers: { authorization: 'k' } }));
  expect(webhooks()).toEqual([]);
  fault.fails = ({ method, url }) => method === 'POST' && TO_WEBHOOKS.test(new URL(url).pathname);
  const phoneNumberSiteMappings = { 1234: { quoPhoneNumbers: [LINES[0]!.number] } };
  expect(await update({ phoneNumberSiteMappings })).toMatchObject({ success: true, config: { phoneNumberSiteMappings } });
  await clock.advance(60_000);
  expect(await integration('i1')).toMatchObject({
    config: { phoneNumberSiteMappings },
    messages: [{ code: expect.any(String) as string }],
  });
  expect(webhooks()).toEqual([]);
  fault.fails = () => false;
  await clock.advance(2 * 3_600_000);
  expect(webhooks().length).toBeGreaterThan(0);
  expect((await integration('i1'))?.messages).toEqual([]);
});

it('keeps the webhooks of before, and none of the new ones, where a second group of numbers is refused (acceptance 51)', async () => {
  const { update, fault, webhooks } = await connected();
  const before = webhooks();
  let groups = 0;
  fault.fails = ({ method, url }) => method === 'POST' && TO_WEBHOOKS.test(new URL(url).pathname) && (groups += 1) === 2;
  const result = await update({ resourceIds: LINES.map(({ id }) => id) });
  expect(result).toMatchObject({ success: false, config: { enabledPhoneIds: ['PN1', 'PN2', 'PN3'] } });
  expect([webhooks(), groups >= 2]).toEqual([before, true]);
  fault.fails = () => false;
  await update({ resourceIds: LINES.map(({ id }) => id) });
  const sizes = webhooks().map(({ resourceIds }) => resourceIds.length);
  expect([Math.max(...sizes), new Set(webhooks().flatMap(({ resourceIds }) => resourceIds)).size]).toEqual([10, 12]);
});

it('writes one log for each of two clients on a call, at the time of the call, and its summary into both (acceptance 33, 38)', async () => {
  const { app, clock, site, quo, integration1 } = await connected();
  await clock.runUntil(integration1.startInitialSync());
  await clock.advance(60_000);
  expect(quo.size).toBe(2);
  const calledAt = Date.parse(`${new Date(clock.now()).toISOString().slice(0, 19)}Z`);
  const callId = quo.phone.call({ participants: [ANA, BO], phoneNumberId: 'PN1' });
  const logCall = async () => clock.runUntil(app.services.activityLog.logCall(integration1, { callId }));
  await logCall();
  const tagged = () => site.callLogs.all.map(({ tags }) => tags);
  expect(tagged()).toEqual([1, 2].map((entityId) => [{ type: 'client', entityId }]));
  for (const { dateTime } of site.callLogs.all) expect(Math.abs(Date.parse(dateTime) - calledAt)).toBeLessThan(120_000);
  quo.phone.addSummary(callId, { summary: ['Asked for prices'] });
  await logCall();
  expect(tagged()).toHaveLength(2);
  for (const { notes } of site.callLogs.all) expect(notes).toContain('Asked for prices');
});
