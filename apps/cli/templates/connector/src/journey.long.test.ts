import { startJourney, type Journey } from '@frigg-crm/connector-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { BlankCrmIntegration } from './blank-crm-integration.ts';
import { createBlankCrmClient, type BlankCrmClient } from './client/blank-crm-client.ts';
import { createBlankCrmSandbox, type BlankCrmSandbox } from './sandbox/create-blank-crm-sandbox.ts';

let journey: Journey<{ readonly crm: BlankCrmSandbox }, BlankCrmIntegration>;

beforeAll(async () => {
  journey = await startJourney({
    connector: BlankCrmIntegration.Definition.name,
    crms: ({ clock, deliver }) => ({ crm: createBlankCrmSandbox({ people: 3, requestsPerSecond: 1000, clock, deliver }) }),
    join({ crms: { crm }, urls, clock, logger }) {
      const open = (token: string): BlankCrmClient =>
        createBlankCrmClient({ baseUrl: urls.crm, token, requestsPerSecond: 1000, clock, logger });
      return {
        // An API key, as its owner enters it. With OAuth: oauthAccount of @frigg-crm/connector-testing.
        account: {
          async connect({ vault, integrationId }) {
            const apiKey = crm.accessToken;
            // One that is mistyped is refused here.
            await open(apiKey).account.get();
            await vault.write({ integrationId, name: 'blank-crm', value: { apiKey }, expectedVersion: undefined });
          },
        },
        async openIntegration({ dependencies, vault, integrationId }) {
          const stored = await vault.read({ integrationId, name: 'blank-crm' });
          const { apiKey } = z.object({ apiKey: z.string() }).parse(stored?.value);
          return new BlankCrmIntegration({ ...dependencies, client: open(apiKey) });
        },
      };
    },
  });
  await journey.connect();
});

afterAll(async () => journey.close());

describe('an account of Blank CRM and a workspace of Quo, over HTTP', () => {
  it('are set up, and synced', async () => {
    const { crm } = journey.crms;
    await journey.until(async () => (await journey.integration())?.setUpAt != null, 'the set-up ran');
    await journey.until(() => journey.quo.size === 3, 'everyone is in Quo');
    expect(crm.hooks.list()).toHaveLength(1);
    journey.secrets.add(/ruiz \d/i, /212\) 220-000\d/);
    journey.secrets.keep(crm.accessToken, crm.hooks.list()[0]?.fields.secret);
  });

  it('turn each call and each text into one note', async () => {
    const { notes } = journey.crms.crm;
    const calls = await journey.calls.answerInEachOrder('+12122200001');
    await journey.calls.text('+12122200002', 'See you at five');
    const textsOf = (personId: string) => notes.list().flatMap(({ fields }) => (fields.personId === personId ? fields.text : []));
    await journey.until(() => textsOf('2').length === 1, 'the text is written');
    const areWhole = () => textsOf('1').filter((text) => text.includes('Asked for prices')).length === calls.length;
    await journey.until(areWhole, 'all of each call is written');
    expect(textsOf('1')).toHaveLength(calls.length);
  });

  it('update changed people in Quo, and remove who was deleted', async () => {
    const { people, deliveries } = journey.crms.crm;
    const flush = async () => deliveries.flush();
    people.change('1', { firstName: 'Bea' });
    const isChanged = () => journey.quo.contacts().some(({ defaultFields }) => defaultFields.firstName === 'Bea');
    await journey.untilDelivered(flush, isChanged, 'the change is in Quo');
    people.delete('3');
    await journey.untilDelivered(flush, () => journey.quo.size === 2, 'the person is gone from Quo');
  });

  it('end with nothing left behind, and nothing personal in the log', async () => {
    const { people, hooks } = journey.crms.crm;
    const held = [people.list(), journey.quo.contacts()];
    const { id } = (await journey.integration()) ?? {};
    await journey.services.lifecycle.delete(id ?? '');
    await journey.until(() => hooks.list().length === 0, 'the webhook is gone');
    journey.secrets.expectNoneLogged(held);
  });
});
