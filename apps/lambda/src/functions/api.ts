import { announceAfter } from '../handlers/announce-after.ts';
import { createHttpHandler } from '../handlers/create-http-handler.ts';
import { app } from './app.ts';

/** The HTTP API. */
export const handler = announceAfter(
  app,
  createHttpHandler(async () => (await app()).server.fetch),
);
