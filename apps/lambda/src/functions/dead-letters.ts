import { flushAfter } from '../handlers/flush-after.ts';
import { createDeadLetterHandler } from '../handlers/create-dead-letter-handler.ts';
import { app } from './app.ts';

/** The messages of both dead-letter queues. */
export const handler = flushAfter(app, createDeadLetterHandler(app));
