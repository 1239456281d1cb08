import { createQueueHandler } from '../handlers/create-queue-handler.ts';
import { app } from './app.ts';

/** The messages of both queues. */
export const handler = createQueueHandler(app);
