import type { Logger, RateLimits } from '@frigg-crm/core';
import type { BaseCRMIntegrationDependencies, CrmIntegration } from '@frigg-crm/crm-base';
import { createRequestBudget, type RequestBudget } from '@frigg-crm/http';
import { createPipedriveClient, PipedriveIntegration } from '@frigg-crm/pipedrive';
import { createScalingTestClient, ScalingTestIntegration } from '@frigg-crm/scaling-test';
import { createScalingTestSandbox, readSyntheticUrl } from '@frigg-crm/scaling-test/sandbox';
import type { ConnectorId } from '../config/connector-ids.ts';

/** An account of a CRM. */
export interface CrmAccount {
  readonly url: string;
  /** `undefined` for a CRM that needs none. */
  readonly token?: string | undefined;
  /** Names the account where programs share its allowance. */
  readonly name?: string | undefined;
  /** @defaultValue what the connector holds to be polite */
  readonly requestsPerSecond?: number | undefined;
}

export interface ConnectOptions {
  readonly logger: Logger;
  /** Milliseconds before the second, third … attempt of a request. */
  readonly retryDelaysMs?: readonly number[] | undefined;
  /** Shares the allowance of the account with other programs. @defaultValue it is this program's */
  readonly rateLimits?: RateLimits | undefined;
}

/** Makes the integration, once the engine is there. */
export type MakeIntegration = (dependencies: BaseCRMIntegrationDependencies) => CrmIntegration;

type Connect = (account: CrmAccount, options: ConnectOptions) => MakeIntegration;

/** The connectors by id: what is not in here does not exist. */
export const CONNECTORS: Readonly<Record<ConnectorId, Connect>> = {
  'scaling-test': connectScalingTest,
  pipedrive: connectPipedrive,
};

/** `synthetic:<people>` stands for a CRM in this program. */
function connectScalingTest(account: CrmAccount, options: ConnectOptions): MakeIntegration {
  const synthetic = readSyntheticUrl(account.url);
  const sandbox = synthetic === undefined ? undefined : createScalingTestSandbox(synthetic);
  const target =
    sandbox === undefined
      ? { baseUrl: withoutSlash(account.url), token: account.token ?? '' }
      : { token: sandbox.token, fetch: sandbox.fetch };
  const client = createScalingTestClient({ ...target, ...options, budget: toBudget(account) });
  return (dependencies) => new ScalingTestIntegration({ ...dependencies, client });
}

function connectPipedrive(account: CrmAccount, options: ConnectOptions): MakeIntegration {
  const { url: apiDomain, token = '', name } = account;
  const client = createPipedriveClient({ apiDomain, token, account: name, budget: toBudget(account), ...options });
  return (dependencies) => new PipedriveIntegration({ ...dependencies, client, logger: options.logger });
}

function toBudget({ requestsPerSecond }: CrmAccount): RequestBudget | undefined {
  return requestsPerSecond === undefined ? undefined : createRequestBudget({ requests: requestsPerSecond });
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
