import { DocumentConflictError, type Clock, type DocumentStore, type StoredDocument } from '@frigg-crm/core';
import { repeatOnConflict } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import { AccountChangedError } from '../failures/account-changed-error.ts';
import type { CrmIntegration } from './crm-integration.ts';
import { isSameWorkspace, readWorkspaceIdentity, type WorkspaceIdentity } from './workspace-identity.ts';

/** The collection of what identifies the accounts of integrations. */
const ACCOUNT_IDENTITIES = 'account-identities';
/** For so long two accounts that matched are not compared again for one loaded integration, in milliseconds. */
const MATCH_MS = 5 * 60_000;
/** For so long a mismatch is not compared again for one loaded integration, in milliseconds. */
const MISMATCH_MS = 60_000;

const accountsSchema = z.object({
  crm: z.string().nullable(),
  quo: z.object({ orgId: z.string().nullable(), phoneNumberIds: z.array(z.string()) }).nullable(),
});
type Accounts = z.output<typeof accountsSchema>;

const NONE: Accounts = { crm: null, quo: null };

/** What a guard needs of an integration. */
export type GuardedIntegration = Pick<CrmIntegration, 'integrationId' | 'accountIdentity' | 'credentialsVersion' | 'quo'>;

/**
 * Knows which accounts an integration was set up with. What it is first used with counts until the integration is
 * deleted.
 */
export interface AccountGuard {
  /**
   * Compares both accounts with those of before: once for each loaded integration, then every five minutes, and as soon
   * as its credentials were replaced, since a vault may hold those of another account by then.
   * @throws {AccountChangedError} when one of them is another one.
   * @throws {ApiError} when an account could not be identified.
   */
  verify(integration: GuardedIntegration): Promise<void>;
  /** As {@link AccountGuard.verify}, for the CRM alone, and each time. */
  verifyCrm(integration: GuardedIntegration): Promise<void>;
  /** As {@link AccountGuard.verify}, for the Quo workspace alone, and each time. */
  verifyQuo(integration: GuardedIntegration): Promise<void>;
}

/** Makes a guard that keeps the identities of accounts in a store. */
export function createAccountGuard({
  documents,
  clock,
}: {
  readonly documents: Pick<DocumentStore, 'find' | 'insert' | 'save'>;
  readonly clock: Clock;
}): AccountGuard {
  const verified = new WeakMap<GuardedIntegration, { readonly work: Promise<void>; readonly untilMs: number; readonly version: unknown }>();

  async function settle(integrationId: string, change: (accounts: Accounts) => Accounts): Promise<void> {
    await repeatOnConflict(async () => {
      const stored = await documents.find(keyOf(integrationId));
      const known = readAccounts(stored);
      const next = change(known);
      if (JSON.stringify(next) === JSON.stringify(known)) return;
      if (stored !== undefined) return void (await documents.save({ ...stored, value: next }));
      const added = await documents.insert([{ ...keyOf(integrationId), value: next, tags: [], dueAt: null, expiresAt: null, version: 0 }]);
      if (added.length === 0) throw new DocumentConflictError(ACCOUNT_IDENTITIES);
    });
  }

  const guard: AccountGuard = {
    async verify(integration) {
      const known = verified.get(integration);
      if (known !== undefined && known.untilMs > clock.now() && known.version === integration.credentialsVersion?.()) return known.work;
      const work = Promise.all([guard.verifyCrm(integration), guard.verifyQuo(integration)]).then(() => undefined);
      const keep = (forMs: number): void => {
        // A first call may have replaced the credentials itself, and has then used the new ones.
        verified.set(integration, { work, untilMs: clock.now() + forMs, version: integration.credentialsVersion?.() });
      };
      keep(Infinity);
      work.then(
        () => keep(MATCH_MS),
        (error: unknown) => {
          if (AccountChangedError.is(error)) keep(MISMATCH_MS);
          else verified.delete(integration);
        },
      );
      return work;
    },
    async verifyCrm(integration) {
      const identity = await integration.accountIdentity({});
      if (identity === undefined) return;
      await settle(integration.integrationId, (accounts) => {
        if (accounts.crm !== null && accounts.crm !== identity) throw new AccountChangedError('crm');
        return { ...accounts, crm: identity };
      });
    },
    async verifyQuo({ integrationId, quo }) {
      if (quo === undefined) return;
      const { quo: known } = readAccounts(await documents.find(keyOf(integrationId)));
      const identity = await readWorkspaceIdentity(quo, known ?? undefined, {});
      await settle(integrationId, (accounts) => ({ ...accounts, quo: joinIdentities(accounts.quo, identity) }));
    },
  };
  return guard;
}

/** Numbers come and go: the newest ones count, as long as something says that it is still the same workspace. */
function joinIdentities(known: WorkspaceIdentity | null, { orgId, phoneNumberIds }: WorkspaceIdentity): NonNullable<Accounts['quo']> {
  if (known === null) return { orgId, phoneNumberIds: [...phoneNumberIds] };
  if (isSameWorkspace(known, { orgId, phoneNumberIds }) === false) throw new AccountChangedError('quo');
  return { orgId: orgId ?? known.orgId, phoneNumberIds: [...(phoneNumberIds.length > 0 ? phoneNumberIds : known.phoneNumberIds)] };
}

function readAccounts(document: StoredDocument | undefined): Accounts {
  return accountsSchema.safeParse(document?.value).data ?? NONE;
}

function keyOf(integrationId: string): Pick<StoredDocument, 'collection' | 'integrationId' | 'id'> {
  return { collection: ACCOUNT_IDENTITIES, integrationId, id: 'accounts' };
}
