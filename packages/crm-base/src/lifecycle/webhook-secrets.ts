import type { CallOptions, CredentialVault, JsonObject } from '@frigg-crm/core';
import type { QuoSubscription } from '@frigg-crm/quo';
import * as z from 'zod';

/** Where the vault keeps what the webhooks of an integration need to be verified and removed. */
export const WEBHOOK_SECRETS = { quo: 'quo-webhooks', crm: 'crm-webhooks' } as const;

const heldSchema = z.object({
  subscriptions: z.array(
    z.object({
      id: z.string(),
      key: z.string(),
      kind: z.enum(['message', 'call', 'callSummary']),
      phoneNumberIds: z.array(z.string()),
      url: z.string(),
    }),
  ),
});

/** @returns the subscriptions in a secret; none for an unreadable one: they are made anew then. */
export function toSubscriptions(value: JsonObject | undefined): readonly QuoSubscription[] {
  const parsed = heldSchema.safeParse(value);
  return parsed.success ? parsed.data.subscriptions : [];
}

const keysSchema = z.object({ subscriptions: z.array(z.unknown()) });
const keySchema = z.object({ key: z.string().min(1) });

/** @returns the keys that verify webhooks of Quo: also of subscriptions that a newer version has stored in another form. */
export function signingKeysOf(value: JsonObject | undefined): readonly string[] {
  const subscriptions = keysSchema.safeParse(value).data?.subscriptions ?? [];
  return subscriptions.flatMap((subscription) => keySchema.safeParse(subscription).data?.key ?? []);
}

/** A secret as it was read, replaced only if no other worker has replaced it since. */
export interface HeldSecret {
  readonly value: JsonObject | undefined;
  write(value: JsonObject): Promise<void>;
}

/** Reads a secret to replace it. */
export async function holdSecret(
  vault: CredentialVault,
  { integrationId, name, signal }: CallOptions & { readonly integrationId: string; readonly name: string },
): Promise<HeldSecret> {
  const stored = await vault.read({ integrationId, name }, { signal });
  let expectedVersion = stored?.version;
  return {
    value: stored?.value,
    async write(value) {
      const { version } = await vault.write({ integrationId, name, value, expectedVersion });
      expectedVersion = version;
    },
  };
}
