import { expect } from 'vitest';
import { withoutQuoIds } from './journey-calls.ts';
import { INTEGRATION, type Journey } from './start-journey.ts';

/** The parts of a journey that are the same whatever the CRM. */
export type AnyJourney = Omit<Journey<never, never>, 'crms' | 'app'>;

/** Connects an account with OAuth, and waits until it is set up and Quo holds so many contacts. Keys of Quo become secrets. */
export async function connectAndSync(journey: AnyJourney, { contacts }: { readonly contacts: number }): Promise<void> {
  await journey.connect();
  expect(await journey.integration()).toMatchObject({ status: 'ENABLED', setUpAt: null });
  await journey.until(async () => (await journey.integration())?.setUpAt != null, 'the set-up ran');
  await journey.until(() => journey.quo.size === contacts, 'every person with a number is in Quo');
  expect(journey.quo.webhooks.subscriptions()).toHaveLength(3);
  expect((await journey.integration())?.config).toMatchObject({ enabledPhoneIds: ['PN1', 'PN2'] });
  keepQuoKeys(journey);
}

/** Expects that calls of a line which its owner has deselected are not logged. @returns the call of the other line, once it is logged. */
export async function expectLineDeselected(
  journey: AnyJourney,
  { phone, isLogged }: { readonly phone: string; readonly isLogged: (id: string) => boolean },
): Promise<string> {
  const { calls, quo, services } = journey;
  expect(await services.lifecycle.update(INTEGRATION, { resourceIds: ['PN1'] })).toMatchObject({ success: true });
  expect(quo.webhooks.subscriptions().map(({ resourceIds }) => resourceIds)).toEqual([['PN1'], ['PN1'], ['PN1']]);
  keepQuoKeys(journey);
  expect(calls.eventsOf(quo.phone.call({ with: phone, phoneNumberId: 'PN2' }))).toEqual([]);
  const id = quo.phone.call({ with: phone, phoneNumberId: 'PN1' });
  expect(await calls.deliver(calls.eventsOf(id)[0])).toBe(200);
  await journey.until(() => isLogged(id), 'the other line is still logged');
  return id;
}

/** Resolves when the integration is deleted, and no worker can write late any more. */
export async function untilDeleted(journey: Pick<AnyJourney, 'integration' | 'until'>): Promise<void> {
  await journey.until(async () => (await journey.integration()) === undefined, 'the integration is deleted');
}

/** Expects that nothing is left of a deleted integration: no webhook in Quo, and none of its secrets. */
export async function expectNothingLeft(
  { quo, vault }: Pick<AnyJourney, 'quo' | 'vault'>,
  secrets: readonly string[] = ['oauth', 'quo', 'crm-webhooks', 'quo-webhooks'],
): Promise<void> {
  expect(quo.webhooks.subscriptions()).toEqual([]);
  for (const name of secrets) expect(await vault.read({ integrationId: INTEGRATION, name })).toBeUndefined();
}

/** Waits until what is written of each call has all of these texts, and expects the same of each. */
export async function expectAlike(
  journey: Pick<AnyJourney, 'until'>,
  calls: readonly string[],
  { textOf, texts }: { readonly textOf: (id: string) => string; readonly texts: readonly string[] },
): Promise<void> {
  await journey.until(() => calls.every((id) => texts.every((text) => textOf(id).includes(text))), `each call has ${texts.join(' and ')}`);
  const [first = ''] = calls;
  for (const id of calls) expect(withoutQuoIds(textOf(id))).toBe(withoutQuoIds(textOf(first)));
}

function keepQuoKeys({ quo, secrets }: Pick<AnyJourney, 'quo' | 'secrets'>): void {
  secrets.keep(...quo.webhooks.subscriptions().map(({ key }) => key));
}
