import type { QuoClientOptions } from '../create-quo-client.ts';
import type { QuoSandboxOptions } from '../sandbox/create-quo-sandbox.ts';
import { createQuoSubscriptions, type QuoSubscriptions, type SubscriptionRequest } from '../subscriptions/create-quo-subscriptions.ts';
import type { QuoSubscription } from '../subscriptions/quo-subscription.ts';
import type { WantedSubscriptions } from '../subscriptions/wanted-subscriptions.ts';
import { createQuoSystem, type Interfere, type QuoSystem } from './quo-system.ts';
import { somePhoneNumberIds, somePhoneNumbers } from './some-phone-numbers.ts';

/** A system with 30 numbers, subscriptions over its client, and the place where they are stored. */
export interface SubscriptionSystem extends QuoSystem {
  readonly subscriptions: QuoSubscriptions;
  /** What was stored, the oldest state first. */
  readonly stores: (readonly QuoSubscription[])[];
  /** The stored state, as a request. */
  readonly request: (wanted: WantedSubscriptions) => SubscriptionRequest;
  /** Ids of the webhooks at Quo. */
  readonly atQuo: () => readonly string[];
}

/** What most tests want: the first `count` numbers, delivered to the same place. */
export function aSelection(count: number, url = 'https://crm.example.com/quo/42'): WantedSubscriptions {
  return { url, phoneNumberIds: somePhoneNumberIds(count), label: 'Acme CRM' };
}

/** Makes it with nothing stored. */
export function createSubscriptionSystem(
  options: { readonly interfere?: Interfere; readonly sandbox?: QuoSandboxOptions; readonly client?: Partial<QuoClientOptions> } = {},
): SubscriptionSystem {
  const system = createQuoSystem({ ...options, sandbox: { phoneNumbers: somePhoneNumbers(30), ...options.sandbox } });
  const stores: (readonly QuoSubscription[])[] = [];
  return {
    ...system,
    subscriptions: createQuoSubscriptions({ webhooks: system.quo.webhooks }),
    stores,
    request: (wanted) => ({
      current: stores.at(-1) ?? [],
      wanted,
      async store(subscriptions) {
        stores.push(subscriptions);
      },
    }),
    atQuo: () => system.sandbox.webhooks.subscriptions().map(({ id }) => id),
  };
}
