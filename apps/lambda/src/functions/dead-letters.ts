import { announceAfter } from '../handlers/announce-after.ts';
import { createDeadLetterHandler } from '../handlers/create-dead-letter-handler.ts';
import { app } from './app.ts';

/** The messages of both dead-letter queues. */
export const handler = announceAfter(app, createDeadLetterHandler(app));
