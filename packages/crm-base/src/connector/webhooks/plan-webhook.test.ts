import { ApiRefusedError, type ApiError } from '@frigg-crm/http';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createFakeChannel, fakeSecretSchema } from '../test-support/fake-channel.ts';
import { planWebhook } from './plan-webhook.ts';

const clock = createVirtualClock();

function open(account: string) {
  const { refusalOf: _refusal, ...channel } = createFakeChannel({ clock }).channel;
  return planWebhook(
    { client: {}, clock, catchUp: async () => {} },
    {
      ...channel,
      secretSchema: fakeSecretSchema,
      account: { kind: 'company', key: 'account', id: async () => account },
      createSecret: (known) => known ?? { key: 'made-by-us' },
      refusals: { forbidden: 'does not let the app make webhooks', refused: 'refused the webhook' },
    },
  );
}
const prepare = async (account: string, known?: { readonly account: string; readonly key?: string }) =>
  open(account).prepare(known, { url: 'https://app.example.test/acme/c1' });

it('makes the secret of an account, and keeps the one that is known', async () => {
  expect(await prepare('one')).toEqual({ account: 'one', key: 'made-by-us' });
  expect(await prepare('one', { account: 'one', key: 'known' })).toEqual({ account: 'one', key: 'known' });
});

it('changes nothing for another account', async () => {
  expect(await prepare('two', { account: 'one', key: 'known' })).toMatchObject({ status: 'failed', code: 'ACME_COMPANY_CHANGED' });
});

it('says what the owner can do about a refusal', () => {
  const error: ApiError = new ApiRefusedError({ api: 'Acme', operation: 'POST /hooks', status: 400 });
  expect(open('one').channel.refusalOf?.(error)).toEqual({ reason: 'refused', message: 'Acme refused the webhook' });
});
