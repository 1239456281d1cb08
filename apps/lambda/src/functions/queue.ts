import { flushAfter } from '../handlers/flush-after.ts';
import { createQueueHandler } from '../handlers/create-queue-handler.ts';
import { app } from './app.ts';

/** The messages of both queues. */
export const handler = flushAfter(app, createQueueHandler(app));
