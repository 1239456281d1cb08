import type { ResolveIntegration } from '@frigg-crm/crm-base';
import { openWorker } from './open-worker.ts';
import { report, StopPoints } from './stop-points.ts';
import type { WorkerInput } from './worker-input.ts';

/** A program as an app has one: it opens store and queues, perhaps starts a sync, and works until it is stopped. */
async function main(): Promise<void> {
  const input = JSON.parse(process.argv[2] ?? '') as WorkerInput;
  const stopping = new AbortController();
  process.once('SIGTERM', () => stopping.abort());
  // The parent holds the other end: when the parent ends, for whatever reason, so does this program.
  process.stdin.resume().once('end', () => process.exit(1));
  const points = new StopPoints(input.stop);
  const { engine, integration, close } = await openWorker(input, points);
  // As every program with a file does, whose queues still hold what was sent before a crash.
  if (input.queues === 'store') await engine.syncOrchestrator.resumeActiveSyncs({ integration });
  if (input.start) {
    await engine.syncOrchestrator.startInitialSync({ integration });
    report({ type: 'started' });
  }
  const resolveIntegration: ResolveIntegration = async ({ integrationId }) =>
    integrationId === integration.integrationId ? integration : undefined;
  const working = engine.runWorkers({ resolveIntegration, concurrency: 4, signal: stopping.signal });
  report({ type: 'ready' });
  await working;
  await close();
  process.exit(0);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
