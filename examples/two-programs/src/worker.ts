import { openEngine, type Settings } from './open-engine.ts';

/** One program of the sync. Start as many as you like: SQS spreads the pages, PostgreSQL counts them. */
const settings = JSON.parse(process.argv[2] ?? '{}') as Settings;
const { engine, integration, close } = await openEngine(settings);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());

let persons = 0;
const transform = integration.transformPersonToQuo.bind(integration);
integration.transformPersonToQuo = (person) => {
  persons += 1;
  return transform(person);
};
await engine.runWorkers({ resolveIntegration: async () => integration, concurrency: 2, signal: stop.signal });
await close();
process.stdout.write(`${persons}\n`);
