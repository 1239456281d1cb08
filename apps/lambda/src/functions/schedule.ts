import { announceAfter } from '../handlers/announce-after.ts';
import { createScheduleHandler } from '../handlers/create-schedule-handler.ts';
import { app } from './app.ts';

/** What is due, every minute. */
export const handler = announceAfter(app, createScheduleHandler(app));
