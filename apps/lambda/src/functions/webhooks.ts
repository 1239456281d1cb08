import { createHttpHandler } from '../handlers/create-http-handler.ts';
import { app } from './app.ts';

/** What Quo and CRMs send. An event is stored before it is acknowledged. */
export const handler = createHttpHandler(async () => (await app()).services.receive);
