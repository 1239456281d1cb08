import { readQuoEvent } from '../read-quo-event.ts';

/** Reads an event as it would arrive: through its JSON text. */
export const readEvent = (event: unknown): ReturnType<typeof readQuoEvent> => readQuoEvent(JSON.stringify(event));
