import { announceAfter } from '../handlers/announce-after.ts';
import { createQueueHandler } from '../handlers/create-queue-handler.ts';
import { app } from './app.ts';

/** The messages of both queues. */
export const handler = announceAfter(app, createQueueHandler(app));
