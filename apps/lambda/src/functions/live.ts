import { createLiveHandler } from '../handlers/create-live-handler.ts';
import { app } from './app.ts';

/** The WebSockets of live progress. */
export const handler = createLiveHandler(app);
