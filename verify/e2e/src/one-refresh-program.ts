import { createCredentialVault, readLocalKeys } from '@frigg-crm/core';
import { createVaultTokenSource } from '@frigg-crm/oauth';
import { openProcessStore } from '@frigg-crm/postgres-process-repo';
import { createInterface } from 'node:readline';
import { toProvider } from './one-refresh-provider.ts';

/** One of two programs that share a vault: requests the token 500 times at once, at each line on its input. */
async function main(): Promise<void> {
  const { documents, close } = await openProcessStore({ connectionString: process.env['STORE_URL'] ?? '' });
  const tokens = createVaultTokenSource({
    provider: toProvider(process.env['SERVER_URL'] ?? ''),
    vault: createCredentialVault({ documents, keys: readLocalKeys(process.env) }),
    integrationId: 'integration-1',
  });

  console.log('ready');
  for await (const line of createInterface({ input: process.stdin })) {
    const requests = Array.from({ length: 500 }, async () => (line === 'get' ? tokens.get() : tokens.refresh(line)));
    console.log('requested');
    const outcomes = await Promise.allSettled(requests);
    const seen = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason)));
    console.log(JSON.stringify([...new Set(seen)]));
  }
  await close();
}

void main();
