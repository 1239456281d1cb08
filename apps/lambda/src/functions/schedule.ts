import { flushAfter } from '../handlers/flush-after.ts';
import { createScheduleHandler } from '../handlers/create-schedule-handler.ts';
import { app } from './app.ts';

/** What is due, every minute. */
export const handler = flushAfter(app, createScheduleHandler(app));
