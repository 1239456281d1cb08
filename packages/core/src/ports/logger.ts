/** Facts of a log line: ids, counts and codes, never names, numbers, tokens or message bodies. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Where log lines go. The message is a constant; whatever varies stands in the fields. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** @returns a logger that adds `fields` to each of its lines. */
  child(fields: LogFields): Logger;
}

/** Keeps nothing: the default wherever a logger may be given. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
};
