import type { Logger } from '@frigg-crm/core';

/** @returns a logger that adds each line, of every level, to `lines` as JSON: `{ level, …fields, message }`. */
export function createRecordingLogger(lines: string[]): Logger {
  const line =
    (level: string) =>
    (fields: object, message: string): void =>
      void lines.push(JSON.stringify({ level, ...fields, message }));
  const logger: Logger = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error'), child: () => logger };
  return logger;
}
