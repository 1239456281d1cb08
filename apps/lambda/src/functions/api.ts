import { flushAfter } from '../handlers/flush-after.ts';
import { createHttpHandler } from '../handlers/create-http-handler.ts';
import { app } from './app.ts';

/** The HTTP API. */
export const handler = flushAfter(
  app,
  createHttpHandler(async () => (await app()).server.fetch),
);
