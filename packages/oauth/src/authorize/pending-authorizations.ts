import { createHash } from 'node:crypto';
import { FriggCrmError, type CredentialVault, type JsonObject } from '@frigg-crm/core';
import * as z from 'zod';

/** The name under which the vault keeps the authorizations of an integration that are under way. */
const PENDING_CREDENTIAL = 'oauth-pending';

/** Tabs and second clicks; who opens more loses the oldest. */
const MAX_PENDING = 10;
/** Others get in between that often only when something is wrong. */
const MAX_CONFLICTS = 50;

const pendingSchema = z.object({
  /** Of the state; what is in the user's browser is not kept. */
  stateHash: z.string(),
  provider: z.string(),
  userId: z.string(),
  redirectUri: z.string(),
  /** `null`: without PKCE. */
  codeVerifier: z.string().nullable(),
  expiresAtMs: z.number(),
});
const listSchema = z.object({ pending: z.array(pendingSchema) });

/** An authorization between the click and the callback. */
export type PendingAuthorization = Readonly<z.infer<typeof pendingSchema>>;

/** @returns under what a state is kept. */
export function hashState(state: string): string {
  return createHash('sha256').update(state).digest('base64url');
}

/**
 * Changes the list of pending authorizations by compare-and-swap, and drops the expired ones.
 * @returns what `change` returned beside the new list, the last time that it was called.
 */
export async function changePending<Result>(
  { vault, integrationId, nowMs }: { readonly vault: CredentialVault; readonly integrationId: string; readonly nowMs: number },
  change: (pending: readonly PendingAuthorization[]) => readonly [pending: readonly PendingAuthorization[], result: Result],
): Promise<Result> {
  const key = { integrationId, name: PENDING_CREDENTIAL };
  for (let conflicts = 0; ; conflicts += 1) {
    const stored = await readOrDrop(vault, key);
    const unexpired = readList(stored?.value).filter(({ expiresAtMs }) => expiresAtMs > nowMs);
    const [pending, result] = change(unexpired);
    if (pending === unexpired) return result;
    try {
      await vault.write({ ...key, value: { pending: pending.slice(-MAX_PENDING) }, expectedVersion: stored?.version });
      return result;
    } catch (error) {
      if (!FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT') || conflicts >= MAX_CONFLICTS) throw error;
    }
  }
}

function readList(value: JsonObject | undefined): readonly PendingAuthorization[] {
  const parsed = listSchema.safeParse(value);
  return parsed.success ? parsed.data.pending : [];
}

/** What cannot be decrypted any more must not keep an account from being connected. */
async function readOrDrop(vault: CredentialVault, key: { readonly integrationId: string; readonly name: string }) {
  try {
    return await vault.read(key);
  } catch (error) {
    if (!FriggCrmError.hasCode(error, 'CREDENTIAL_UNREADABLE')) throw error;
    await vault.remove(key);
    return undefined;
  }
}
