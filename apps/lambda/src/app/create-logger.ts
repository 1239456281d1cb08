import { systemClock, type LogFields, type Logger } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Makes a logger whose lines CloudWatch can query: one JSON object each. */
export function createLogger(
  least: (typeof LEVELS)[number],
  {
    write = (line) => void process.stdout.write(line),
    fields = {},
  }: { readonly write?: (line: string) => void; readonly fields?: LogFields } = {},
): Logger {
  const log =
    (level: (typeof LEVELS)[number]): Logger['info'] =>
    (own, message) => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
      write(`${JSON.stringify({ timestamp: toIso(systemClock.now()), level, ...fields, ...own, message })}\n`);
    };
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    child: (more) => createLogger(least, { write, fields: { ...fields, ...more } }),
  };
}
