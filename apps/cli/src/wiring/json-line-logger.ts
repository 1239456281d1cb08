import { systemClock, type Clock, type LogFields, type Logger } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof LEVELS)[number];

export interface JsonLineLoggerOptions {
  /** The least level that is written. */
  readonly level: Level;
  /** Gets one line at a time, with its end. */
  readonly write: (line: string) => void;
  /** Stand in each line. */
  readonly fields?: LogFields | undefined;
  readonly clock?: Clock | undefined;
}

/** Makes a logger that writes one JSON object per line. */
export function createJsonLineLogger({ level, write, fields = {}, clock = systemClock }: JsonLineLoggerOptions): Logger {
  const log = (of: Level) => (own: LogFields, message: string) => {
    if (LEVELS.indexOf(of) < LEVELS.indexOf(level)) return;
    write(`${JSON.stringify({ time: toIso(clock.now()), level: of, ...fields, ...own, message })}\n`);
  };
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    child: (more) => createJsonLineLogger({ level, write, clock, fields: { ...fields, ...more } }),
  };
}
