import type { Logger } from '@frigg-crm/core';

/** Writes every line, of every level, into the list. */
export function recordingLogger(lines: string[]): Logger {
  const line =
    (level: string) =>
    (fields: object, message: string): void =>
      void lines.push(JSON.stringify({ level, ...fields, message }));
  const logger: Logger = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error'), child: () => logger };
  return logger;
}
