import type { LogFields, Logger } from '@frigg-crm/core';

function write(level: string): (fields: LogFields, message: string) => void {
  return (fields, message) => void process.stderr.write(`${level} ${message} ${JSON.stringify(fields)}\n`);
}

/** The parent shows it when a test fails. */
export const toStderr: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: write('warn'),
  error: write('error'),
  child: () => toStderr,
};
