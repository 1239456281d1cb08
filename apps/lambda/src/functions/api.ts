import { createHttpHandler } from '../handlers/create-http-handler.ts';
import { app } from './app.ts';

/** The HTTP API. */
export const handler = createHttpHandler(async () => (await app()).server.fetch);
