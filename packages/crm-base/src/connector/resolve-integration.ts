import type { CrmIntegration } from './crm-integration.ts';

/**
 * @returns the integration that a message names, ready to work; `undefined` when this program cannot load it, another
 * one may; `'deleted'` when it is gone or switched off for good: its syncs are cancelled.
 */
export type ResolveIntegration = (address: {
  readonly integrationId: string;
  readonly connector: string;
}) => Promise<CrmIntegration | 'deleted' | undefined>;
