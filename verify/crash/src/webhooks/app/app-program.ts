import { serve } from '@hono/node-server';
import { report, StopPoints } from '../../worker/stop-points.ts';
import { INTEGRATION_ID, type AppInput } from './app-input.ts';
import { openApp } from './open-app.ts';

/** How often the caretaker looks, in milliseconds. */
const CARETAKER_MS = 100;

/** An app: it listens for webhooks, works, and looks after what was left over. It never ends by itself. */
async function main(): Promise<void> {
  const input = JSON.parse(process.argv[2] ?? '') as AppInput;
  // The parent holds the other end: whatever becomes of the parent, nobody is left behind.
  process.stdin.resume().once('end', () => process.exit(1));
  const { engine, services } = await openApp(input, new StopPoints(input.stop));
  if (input.create) await services.lifecycle.create({ id: INTEGRATION_ID, userId: 'user-1', connector: 'pipedrive' });
  const listening = { fetch: services.receive, port: input.port, hostname: '127.0.0.1', overrideGlobalObjects: false };
  await new Promise<void>((resolve) => void serve(listening, () => resolve()));
  report({ type: 'ready' });
  const { signal } = new AbortController();
  await Promise.all([
    engine.runWorkers({ ...services, concurrency: 8, signal }),
    services.runMaintenance({ intervalMs: CARETAKER_MS, signal }),
  ]);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
