import { setTimeout as sleep } from 'node:timers/promises';
import { openPostgresStore } from '@frigg-crm/postgres-process-repo';
import { answerParent } from '../test-support/child.ts';
import { recordStatements, type RecordedStatement } from '../test-support/record-statements.ts';
import { tenantServices } from '../test-support/tenant-services.ts';

/** A store with integrations of which nothing is due. */
export interface IdleTenantsMeasurement {
  readonly url: string;
  readonly seconds: number;
}

/** What watching over them costs. */
export interface IdleTenants {
  readonly statements: readonly RecordedStatement[];
  /** Of the processor, while it was measured. */
  readonly cpuSeconds: number;
  /** What the first comparison of all integrations took, once per program. */
  readonly startSeconds: number;
}

/** Watchdog, schedule, checks and consumers of one program, as `frigg-crm serve` runs them on shared queues. */
answerParent(async ({ url, seconds }: IdleTenantsMeasurement): Promise<IdleTenants> => {
  const store = await openPostgresStore({ connectionString: url });
  const { engine, services } = tenantServices(store);
  const startMs = performance.now();
  await services.runMaintenanceOnce();
  const startSeconds = (performance.now() - startMs) / 1000;
  const stop = new AbortController();
  const running = Promise.all([
    engine.runWorkers({ resolveIntegration: async () => undefined, signal: stop.signal }),
    services.runMaintenance({ signal: stop.signal }),
  ]);
  const recording = recordStatements();
  const before = process.cpuUsage();
  await sleep(seconds * 1000);
  const { user, system } = process.cpuUsage(before);
  const statements = await recording.stop(url);
  stop.abort();
  await running;
  await store.close();
  return { statements, cpuSeconds: (user + system) / 1e6, startSeconds };
});
