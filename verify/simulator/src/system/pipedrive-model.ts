import { DocumentConflictError, type Credential, type CredentialVault } from '@frigg-crm/core';
import type { CrmIntegration } from '@frigg-crm/crm-base';
import { createVaultTokenSource, type StoredTokens } from '@frigg-crm/oauth';
import { PipedriveIntegration, createPipedriveClient, pipedriveOAuthProvider } from '@frigg-crm/pipedrive';
import { createPipedriveSandbox, type PipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import type { Simulation } from '@frigg-crm/testing';
import { hasPhone, nameOf, phoneOf, type ConnectOptions, type CrmChange, type CrmModel, type ExpectedContact } from './crm-model.ts';
import type { TenantPlan } from './system-plan.ts';

/** Pipedrive lists no more on a page, whatever it is asked for. */
const MAX_PAGE = 500;

/** Makes a company in Pipedrive's own sandbox. */
export function createPipedriveModel(simulation: Simulation, { people, isLimited }: TenantPlan): CrmModel {
  const clock = { now: () => simulation.now(), sleep: async () => undefined };
  const sandbox = createPipedriveSandbox({
    people: Array.from({ length: people }, (_, index) => personInput(index + 1, 0)),
    organizations: 0,
    requestsPer2s: isLimited ? 80 : Number.POSITIVE_INFINITY,
    clock,
  });
  const revisions = new Map<number, number>();
  const deleted = new Map<string, number>();
  let count = people;
  const safe: Safe = { tokens: tokensOf(sandbox), version: 0 };

  function living(): readonly number[] {
    return Array.from({ length: count }, (_, index) => index + 1).filter((id) => !deleted.has(String(id)));
  }

  function change(dice: number): CrmChange {
    const ids = living();
    const id = ids[Math.floor(((dice * 100) % 1) * ids.length)];
    if (id === undefined || dice < 0.3) {
      count += 1;
      return { kind: 'add', externalId: String(sandbox.people.add(personInput(count, 0)).id) };
    }
    if (dice < 0.4) {
      sandbox.people.delete(id);
      deleted.set(String(id), simulation.now());
      return { kind: 'delete', externalId: String(id) };
    }
    const revision = (revisions.get(id) ?? 0) + 1;
    revisions.set(id, revision);
    sandbox.people.change(id, personInput(id, revision));
    return { kind: 'edit', externalId: String(id) };
  }

  return {
    get listed() {
      return count;
    },
    deleted,
    expected: () => new Map(living().flatMap((id) => expectedOf(id, revisions.get(id) ?? 0))),
    page(index, size) {
      const listed = Math.min(MAX_PAGE, size);
      return Array.from({ length: count }, (_, place) => String(place + 1)).slice(index * listed, (index + 1) * listed);
    },
    change,
    expireToken: () => sandbox.expireAccessToken(),
    connect: (options) => connect(sandbox, safe, options),
  };
}

/** Where all machines keep the tokens of the account. */
interface Safe {
  tokens: StoredTokens;
  version: number;
}

/** The vault as one machine reaches it, without encryption: what is simulated is who writes when. */
function vaultOf(safe: Safe, machine: ConnectOptions['machine']): CredentialVault {
  const stored = (key: Pick<Credential, 'integrationId' | 'name'>): Credential => ({
    ...key,
    value: { ...safe.tokens },
    version: safe.version,
  });
  return {
    read: async (key) => machine.call('vault.load', async () => stored(key)),
    write: async ({ value, expectedVersion, ...key }) =>
      machine.call('vault.save', async () => {
        if (expectedVersion !== safe.version) throw new DocumentConflictError('credentials');
        safe.tokens = value as unknown as StoredTokens;
        safe.version += 1;
        return stored(key);
      }),
    remove: async () => undefined,
    removeAll: async () => undefined,
    rotate: async () => ({ rotated: 0, unreadable: 0 }),
  };
}

function connect(sandbox: PipedriveSandbox, safe: Safe, { machine, rateLimits, reach, dependencies }: ConnectOptions): CrmIntegration {
  const { clock } = machine;
  const fetch = reach(sandbox.fetch);
  const provider = pipedriveOAuthProvider(sandbox);
  const { integrationId } = dependencies;
  const token = createVaultTokenSource({ provider, vault: vaultOf(safe, machine), integrationId, fetch, clock });
  const client = createPipedriveClient({ baseUrl: sandbox.apiDomain, token, fetch, clock, rateLimits });
  return new PipedriveIntegration({ ...dependencies, client, clock });
}

function expectedOf(id: number, revision: number): readonly (readonly [string, ExpectedContact])[] {
  return hasPhone(id) ? [[String(id), { firstName: nameOf(id, revision), phone: phoneOf(id) }]] : [];
}

function personInput(id: number, revision: number) {
  const phones = hasPhone(id) ? [{ value: phoneOf(id), primary: true, label: 'work' }] : [];
  return { first_name: nameOf(id, revision), last_name: 'Ruiz', name: `${nameOf(id, revision)} Ruiz`, org_id: null, phones, emails: [] };
}

function tokensOf({ accessToken, refreshToken, apiDomain, accessTokenExpiresAtMs }: PipedriveSandbox): StoredTokens {
  return {
    tokenId: 'first',
    accessToken,
    refreshToken,
    expiresAtMs: accessTokenExpiresAtMs,
    scope: null,
    extras: { apiDomain },
    reauthorize: false,
    refusalCode: null,
    refreshing: null,
    pausedUntilMs: null,
    outages: 0,
  };
}
