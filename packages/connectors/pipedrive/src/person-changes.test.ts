import { expect, it, onTestFinished } from 'vitest';
import type { PipedriveSandboxOptions } from './sandbox/create-pipedrive-sandbox.ts';
import type { SandboxEventBody } from './sandbox/sandbox-webhook.ts';
import { startSystem, type AppSystem } from './test-support/app-system.ts';

const ANA = { first_name: 'Ana', phones: [{ value: '+14155550132', label: 'work', primary: true }] };
const BO = { first_name: 'Bo', phones: [{ value: '+14155550133', label: 'work', primary: true }] };
const DAY_MS = 24 * 3_600_000;

/** A connected account, with Ana as person 1 and Bo as person 2, both of them in Quo. */
async function connected(options: PipedriveSandboxOptions = {}): Promise<AppSystem> {
  const system = startSystem({ people: [ANA, BO], ...options });
  onTestFinished(async () => system.close());
  await system.connect('i1');
  expect(system.people()).toEqual(['1', '2']);
  return system;
}

/** Lets Pipedrive deliver its events, and the app do what follows from it at once. */
async function deliver({ pipedrive, clock }: AppSystem): Promise<void> {
  await pipedrive.webhooks.flush();
  await clock.advance(5000);
}

async function send({ pipedrive, app }: AppSystem, body: SandboxEventBody): Promise<number> {
  const webhookId = Number(body.meta['webhook_id']);
  return (await app.services.receive(pipedrive.webhooks.toRequest({ webhookId, body }))).status;
}

const nameOf = ({ quo }: AppSystem, id: string) => quo.contacts().find(({ externalId }) => externalId === id)?.defaultFields.firstName;
const asksFor = (id: number, request: Request): boolean => new URL(request.url).pathname === `/api/v2/persons/${id}`;
const lookedAt = ({ sent }: AppSystem, id: number): number => sent.filter((line) => line === `GET /api/v2/persons/${id}`).length;
const GONE = (): Response => Response.json({ success: false, error: 'Person not found', code: 'ERR_NOT_FOUND' }, { status: 404 });

it('updates a changed person in Quo as Pipedrive has them now (acceptance 19)', async () => {
  const system = await connected();
  system.pipedrive.people.change(1, { first_name: 'Anita' });
  await deliver(system);
  expect(nameOf(system, '1')).toBe('Anita');
});

it('fetches again after a minute a person who changed and is not there, and then deletes the contact (acceptance 19)', async () => {
  const system = await connected();
  system.pipedrive.people.change(1, { first_name: 'Anita' });
  system.intercept = (request) => (asksFor(1, request) ? GONE() : undefined);
  await deliver(system);
  expect([system.people(), nameOf(system, '1'), lookedAt(system, 1)]).toEqual([['1', '2'], 'Ana', 1]);
  await system.clock.advance(50_000);
  expect(lookedAt(system, 1)).toBe(1);
  await system.clock.advance(30_000);
  expect(system.people()).toEqual(['2']);
});

it('keeps a person who was out of sight for a moment only', async () => {
  const system = await connected();
  system.pipedrive.people.change(1, { first_name: 'Anita' });
  system.intercept = (request) => (asksFor(1, request) ? GONE() : undefined);
  await deliver(system);
  system.intercept = () => undefined;
  await system.clock.advance(90_000);
  expect([system.people(), nameOf(system, '1')]).toEqual([['1', '2'], 'Anita']);
});

it('writes nothing while Pipedrive cannot say how a person is, and does so later (acceptance 19)', async () => {
  const system = await connected();
  system.pipedrive.people.change(1, { first_name: 'Anita' });
  system.intercept = (request) => (asksFor(1, request) ? new Response('{}', { status: 500 }) : undefined);
  await deliver(system);
  await system.clock.advance(60_000);
  expect([system.people(), nameOf(system, '1')]).toEqual([['1', '2'], 'Ana']);
  system.intercept = () => undefined;
  await system.clock.advance(600_000);
  expect(nameOf(system, '1')).toBe('Anita');
});

it('deletes from Quo who was deleted, and succeeds where there is none (acceptance 20)', async () => {
  const system = await connected();
  system.pipedrive.people.delete(1);
  await deliver(system);
  expect(system.people()).toEqual(['2']);
  const [event] = system.pipedrive.webhooks.events();
  expect(event?.data).toBeNull();
  const again = { ...event!, meta: { ...event!.meta, id: 'another-event' } };
  expect(await send(system, again)).toBe(200);
  await system.clock.advance(120_000);
  expect(system.people()).toEqual(['2']);
  expect((await system.app.services.inbox.findFailed({ integrationId: 'i1', limit: 10 })).length).toBe(0);
});

it.each([
  ['the deletion first', [0, 1]],
  ['the change first', [1, 0]],
  ['the deletion only', [0]],
  ['the change only', [1]],
])('leaves one of two merged persons in Quo: %s (acceptance 21)', async (_case, order) => {
  const system = await connected({ deliver: async () => new Response(null, { status: 503 }) });
  system.pipedrive.people.merge(1, 2);
  const events = system.pipedrive.webhooks.events();
  expect(events).toMatchObject([{ meta: { action: 'delete', merged_to_id: 2 } }, { meta: { action: 'change', merged_from_id: 1 } }]);
  for (const index of order) {
    expect(await send(system, events[index]!)).toBe(200);
    await system.clock.advance(5000);
  }
  await system.clock.advance(120_000);
  expect(system.people()).toEqual(['2']);
  const numbers = system.quo.contacts()[0]?.defaultFields.phoneNumbers?.map(({ value }) => value);
  expect(numbers).toEqual(system.pipedrive.people.get(2)?.phones.map(({ value }) => value));
});

it('works once on an event that comes twice (acceptance 22)', async () => {
  const system = await connected({ deliver: async () => new Response(null, { status: 503 }) });
  system.pipedrive.people.change(1, { first_name: 'Anita' });
  const [event] = system.pipedrive.webhooks.events();
  for (const attempt of [1, 2]) {
    expect(await send(system, { ...event!, meta: { ...event!.meta, attempt } })).toBe(200);
    await system.clock.advance(5000);
  }
  expect([lookedAt(system, 1), nameOf(system, '1')]).toEqual([1, 'Anita']);
});

it('writes no person to Quo without a number, and each who gets one (acceptance 5)', async () => {
  const system = await connected();
  const { id } = system.pipedrive.people.add({ first_name: 'Cy', phones: [{ value: '', label: 'work', primary: true }] });
  await deliver(system);
  expect(system.people()).toEqual(['1', '2']);
  system.pipedrive.people.change(id, { phones: [{ value: '+14155550134', label: 'work', primary: true }] });
  await deliver(system);
  expect(system.people()).toEqual(['1', '2', '3']);
});

it('takes the number from a contact whose person has lost it, so that no call is filed there any more', async () => {
  const system = await connected();
  system.pipedrive.people.change(1, { phones: [] });
  await deliver(system);
  expect(system.quo.contacts()[0]).toMatchObject({ externalId: '1', defaultFields: { phoneNumbers: [] } });
  const owners = await system.app.mappings.findByPhones({ integrationId: 'i1', phoneNumbers: ['+14155550132'] });
  expect(owners).toEqual([]);
});

it('makes the webhook again that Pipedrive has dropped, and fetches who changed meanwhile (acceptance 26)', async () => {
  const system = await connected();
  const [webhook] = system.pipedrive.webhooks.all;
  system.pipedrive.webhooks.forget(webhook!.id);
  system.pipedrive.people.change(1, { first_name: 'Anita' });
  system.pipedrive.people.add({ first_name: 'Cy', phones: [{ value: '+14155550134', label: 'work', primary: true }] });
  await deliver(system);
  expect(nameOf(system, '1')).toBe('Ana');
  await system.clock.advance(DAY_MS);
  expect(system.pipedrive.webhooks.all).toMatchObject([{ subscription_url: webhook!.subscription_url }]);
  expect([system.people(), nameOf(system, '1')]).toEqual([['1', '2', '3'], 'Anita']);
  system.pipedrive.people.change(2, { first_name: 'Bob' });
  await deliver(system);
  expect(nameOf(system, '2')).toBe('Bob');
});

it('starts no sync at a check that finds the webhook in its place', async () => {
  const system = await connected();
  const asked = system.sent.length;
  await system.app.services.lifecycle.recheck('i1');
  await system.clock.advance(30_000);
  // Once for the identity of the account, once for the user that the webhook belongs to.
  expect(system.sent.slice(asked)).toEqual(['GET /api/v1/users/me', 'GET /api/v1/users/me', 'GET /api/v1/webhooks']);
});
