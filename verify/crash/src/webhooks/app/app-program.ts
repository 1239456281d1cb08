import { serve } from '@hono/node-server';
import { report, StopPoints } from '../../worker/stop-points.ts';
import { INTEGRATION_ID, type AppInput } from './app-input.ts';
import { openApp } from './open-app.ts';

/** The interval of the maintenance loop, in milliseconds. */
const MAINTENANCE_INTERVAL_MS = 100;

/** An app: it receives webhooks, runs workers and the maintenance loop. It never ends by itself. */
async function main(): Promise<void> {
  const input = JSON.parse(process.argv[2] ?? '') as AppInput;
  // The parent holds the other end: when the parent ends, for whatever reason, so does this program.
  process.stdin.resume().once('end', () => process.exit(1));
  const { engine, services } = await openApp(input, new StopPoints(input.stop));
  if (input.create) await services.lifecycle.create({ id: INTEGRATION_ID, userId: 'user-1', connector: 'pipedrive' });
  const listening = { fetch: services.receive, port: input.port, hostname: '127.0.0.1', overrideGlobalObjects: false };
  await new Promise<void>((resolve) => void serve(listening, () => resolve()));
  report({ type: 'ready' });
  const { signal } = new AbortController();
  await Promise.all([
    engine.runWorkers({ ...services, concurrency: 8, signal }),
    services.runMaintenance({ intervalMs: MAINTENANCE_INTERVAL_MS, signal }),
  ]);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
