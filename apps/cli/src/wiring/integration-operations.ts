import type { Integration } from '@frigg-crm/core';
import type { IntegrationServices } from '@frigg-crm/crm-base';

/** What the verbs of one integration do, on a store or through a server. */
export interface IntegrationOperations {
  readonly userActions: Pick<IntegrationServices['userActions'], 'loadUserActions' | 'getActionOptions' | 'runAction'>;
  readonly lifecycle: Pick<IntegrationServices['lifecycle'], 'configOptions' | 'refreshConfigOptions' | 'update'>;
}

/** An integration as lists show it. */
export interface ListedIntegration extends Omit<Integration, 'config' | 'lookupKeys' | 'messages'> {
  readonly notices: readonly { readonly level: string; readonly code: string; readonly text: string; readonly at: string }[];
}
