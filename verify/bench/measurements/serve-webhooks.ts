import { createAdaptorServer } from '@hono/node-server';
import { openPostgresStore } from '@frigg-crm/postgres-process-repo';
import { answerParent } from '../test-support/child.ts';
import { tenantServices } from '../test-support/tenant-services.ts';

/** Where webhooks are accepted, and stored. */
export interface WebhookDoor {
  readonly url: string;
  readonly port: number;
}

/** Accepts webhooks until it is killed or the parent lets go. */
answerParent(async ({ url, port }: WebhookDoor): Promise<object> => {
  const store = await openPostgresStore({ connectionString: url });
  const { services } = tenantServices(store);
  const server = createAdaptorServer({ fetch: services.receive, overrideGlobalObjects: false });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  process.once('disconnect', () => {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
    void store.close();
  });
  return {};
});
