import type { QuoClient } from '@frigg-crm/quo';

/** What is asked of Quo beside contacts. `createQuoClient` gives all of it. */
export type QuoWorkspace = Pick<QuoClient, 'calls' | 'messages' | 'phoneNumbers' | 'users' | 'webhooks'>;
