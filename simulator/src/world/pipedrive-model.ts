import type { CrmIntegration } from '@frigg-crm/crm-base';
import { PipedriveIntegration, createPipedriveClient, createPipedriveTokenSource, type PipedriveTokens } from '@frigg-crm/pipedrive';
import { createPipedriveSandbox, type PipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import type { Simulation } from '@frigg-crm/testing';
import { hasPhone, nameOf, phoneOf, type ConnectOptions, type CrmChange, type CrmModel, type ExpectedContact } from './crm-model.ts';
import type { TenantPlan } from './world-plan.ts';

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
  const deleted = new Set<string>();
  let count = people;
  let tokens: PipedriveTokens = tokensOf(sandbox);

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
      deleted.add(String(id));
      return { kind: 'delete', externalId: String(id) };
    }
    const revision = (revisions.get(id) ?? 0) + 1;
    revisions.set(id, revision);
    sandbox.people.change(id, personInput(id, revision));
    return { kind: 'edit', externalId: String(id) };
  }

  const vault: Vault = {
    get tokens() {
      return tokens;
    },
    save(saved) {
      tokens = saved;
    },
  };

  return {
    get listed() {
      return count;
    },
    deleted,
    expected: () => new Map(living().flatMap((id) => expectedOf(id, revisions.get(id) ?? 0))),
    change,
    expireToken: () => sandbox.expireAccessToken(),
    connect: (options) => connect(sandbox, vault, options),
  };
}

/** Where all machines keep the tokens of the account. */
interface Vault {
  /** What a machine reads when it boots. */
  readonly tokens: PipedriveTokens;
  save(tokens: PipedriveTokens): void;
}

function connect(sandbox: PipedriveSandbox, vault: Vault, { machine, rateLimits, reach, dependencies }: ConnectOptions): CrmIntegration {
  const { clock } = machine;
  const fetch = reach(sandbox.fetch);
  const tokenSource = createPipedriveTokenSource({
    clientId: sandbox.clientId,
    clientSecret: sandbox.clientSecret,
    tokens: vault.tokens,
    fetch,
    clock,
    loadTokens: async () => machine.call('vault.load', async () => vault.tokens),
    saveTokens: async (saved) => machine.call('vault.save', async () => vault.save(saved)),
  });
  const client = createPipedriveClient({ apiDomain: () => tokenSource.apiDomain, token: tokenSource, fetch, clock, rateLimits });
  return new PipedriveIntegration({ ...dependencies, client, clock }) as CrmIntegration;
}

function expectedOf(id: number, revision: number): readonly (readonly [string, ExpectedContact])[] {
  return hasPhone(id) ? [[String(id), { firstName: nameOf(id, revision), phone: phoneOf(id) }]] : [];
}

function personInput(id: number, revision: number) {
  const phones = hasPhone(id) ? [{ value: phoneOf(id), primary: true, label: 'work' }] : [];
  return { first_name: nameOf(id, revision), last_name: 'Ruiz', name: `${nameOf(id, revision)} Ruiz`, org_id: null, phones, emails: [] };
}

function tokensOf({ accessToken, refreshToken, apiDomain, accessTokenExpiresAtMs }: PipedriveSandbox): PipedriveTokens {
  return { accessToken, refreshToken, apiDomain, expiresAtMs: accessTokenExpiresAtMs };
}
